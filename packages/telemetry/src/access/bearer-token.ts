/** The token of `Authorization: Bearer …`, whose scheme may be written in any case. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
