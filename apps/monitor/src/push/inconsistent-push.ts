/** A push that can be read, but not served beside what is there. */
export class InconsistentPush extends Error {
  override readonly name = "InconsistentPush";
}
