// An id → how YAML has it as text: `null` and `no` are ids as well, and readers take them for something else.

/** Of YAML 1.1 as well, which some readers have. Source: https://yaml.org/type/bool.html */
const OTHERWISE = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** Whether a reader of YAML may take an id for a boolean or for nothing; none begins with a digit. */
export const isTakenOtherwise = (text: string): boolean => OTHERWISE.test(text);

/** The id as a scalar that every reader takes for text. */
export const scalar = (text: string): string => (isTakenOtherwise(text) ? JSON.stringify(text) : text);
