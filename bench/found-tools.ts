// The other tools that this machine has.
import type { Terraform } from "./terraform.ts";

/** What is there; a sentence instead of what is not. */
export interface Tools {
  readonly terraform: Terraform | string;
  readonly deployCli: { readonly program: string } | string;
}
