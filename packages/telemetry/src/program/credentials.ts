import type { ConfigIssue } from "@ettl/config";

/**
 * Hides the credentials of URLs, as in `https://user:password@host`. Such a URL may stand under a
 * key that is no secret; a password is one wherever it stands.
 */
export function hideCredentials(text: string): string {
  return text.replace(/(:\/\/)[^/?#@\s"']+@/g, "$1<secret>@");
}

/** The same for what an issue shows of its file. */
export function issueWithoutCredentials(issue: ConfigIssue): ConfigIssue {
  const { message, excerpt } = issue;
  return {
    ...issue,
    message: hideCredentials(message),
    ...(excerpt !== undefined && { excerpt: hideCredentials(excerpt) }),
  };
}
