// What the last update left, as its states or outputs tell it: drift compares with that where anybody told.
import type { Hanging, Held } from "../identity/held.ts";
import type { Refused } from "../identity/refused.ts";
import type {
  ComparedAction,
  ComparedApi,
  ComparedOwnApplication,
  ComparedPartner,
} from "../tenant/declared.ts";

/** What a stack was deployed with last, by the names of then. */
export interface Deployed {
  /** Client IDs by partner. */
  readonly partners: Readonly<Record<string, string>>;
  /** When the last update ended, in ISO 8601; absent where nobody told. */
  readonly at?: string;
  /** Identifiers by API; absent where nobody told. */
  readonly apis?: Readonly<Record<string, string>>;
  /** All that its states hold, by what tells it apart; absent where nobody told. */
  readonly held?: readonly Held[];
  /** What hangs on that under another name, such as a grant that a part has not renamed yet. */
  readonly hanging?: readonly Hanging[];
  /** What a state holds that the files place in another part. */
  readonly elsewhere?: readonly Refused[];
  /** What a state holds as a partner's and the files declare as ours, or the reverse. */
  readonly turned?: readonly Refused[];
  /** What the last update gave each application, by client ID; absent where nobody told. */
  readonly given?: Readonly<Record<string, Partial<ComparedPartner>>>;
  /** What it gave each API, by identifier. */
  readonly givenApis?: Readonly<Record<string, ComparedApi>>;
  /** The Actions that it made, by their keys in the plan. */
  readonly givenActions?: Readonly<Record<string, ComparedAction>>;
  /** What it gave our own applications, by client ID. */
  readonly givenOwn?: Readonly<Record<string, ComparedOwnApplication>>;
}
