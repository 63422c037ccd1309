// The words that make a key secret. They are compared whole: `secretary` is not `secret`.

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Secret as the last word of any key. Several words written as one are here, too. */
export const strongNouns: ReadonlySet<string> = words(
  `password passwords passwd passwds pwd passphrase passphrases passcode passcodes apikey apikeys
  accesstoken refreshtoken authtoken idtoken sessiontoken bearertoken csrftoken xsrftoken apitoken
  secretkey privatekey accesskey secretaccesskey signingkey encryptionkey masterkey sharedkey
  accountkey sharedaccesskey clientsecret appsecret sharedsecret userpassword dbpassword
  pgpassword newpassword oldpassword userpass dbpass connectionstring connstring jsessionid
  phpsessid authorization`,
);

/** Secret as the last word, but also words of everyday language: a text needs more evidence. */
export const weakNouns: ReadonlySet<string> = words(
  "secret secrets token credential credentials creds cookie cookies setcookie jwt otp totp cvv cvc cvv2 cvc2 ssn mnemonic passwort kennwort contrasena senha motdepasse",
);

/** `key` after one of these is secret; `primary`, `cache`, `public` and the like are not here. */
export const keyQualifiers: ReadonlySet<string> = words(
  `api app application private secret access encryption decryption signing master account shared
  storage admin root deploy ssh hmac aes auth webhook license session`,
);

/** `tokens` after one of these is secret; alone it is a number of tokens. */
export const tokensQualifiers: ReadonlySet<string> = words(
  "access refresh auth api bearer session id secret csrf xsrf device",
);

/** A token after one of these says where a list goes on, or is a piece of text. */
export const harmlessTokens: ReadonlySet<string> = words(
  `page next prev previous continuation pagination cursor sync resume skip start end cancel
  cancellation max min total prompt completion input output unexpected invalid expected unknown
  design parse stop eos bos pad mask special syntax lex`,
);

/** `pass` after one of these is a password, elsewhere often a test that passed. */
export const passQualifiers: ReadonlySet<string> = words(
  "db database user smtp mail email redis mysql pg postgres mongo admin root auth http https proxy ftp basic login my",
);

/** `pin` after one of these is a number to know, elsewhere maybe one of a chip. */
export const pinQualifiers: ReadonlySet<string> = words("user card atm sim login security");

/** Two words of which only the second would tell nothing. */
export const secretPairs: ReadonlySet<string> = words(
  `connection-string conn-string pass-word pass-phrase pass-code seed-phrase recovery-phrase
  secret-id card-number set-cookie de-passe`,
);

/** A key that begins so asks a question, or counts. */
export const questions: ReadonlySet<string> = words(
  `has is needs requires require allow allows use uses show hide enable enabled disable without no
  num number count max min forgot reset can should`,
);

/** What may follow the secret word: which one it is, or how it is written. */
export const trailers: ReadonlySet<string> = words(
  `value header plain plaintext raw text b64 base64 encoded encrypted hash hashed old new current
  confirm confirmation again repeat default initial temporary temp prod production dev test staging
  live primary secondary`,
);

/** Names in the query or fragment of a URL whose values open doors, in lower case. */
export const urlNames: ReadonlySet<string> = words(
  `sig signature hmac auth assertion samlresponse x-amz-signature x-amz-credential
  x-goog-signature x-goog-credential awsaccesskeyid`,
);

/** Likewise, where the value is as long as only secrets are: elsewhere these are everyday names. */
export const urlNamesOfLongValues: ReadonlySet<string> = words("code key ticket sid session");

/** Every word that a name can end with whose value is secret, here or in a URL. */
export const lastWords: readonly string[] = [
  ...strongNouns,
  ...weakNouns,
  ..."tokens key keys pass pin".split(" "),
  ...[...secretPairs].map((pair) => pair.slice(pair.indexOf("-") + 1)),
  ...trailers,
  ...urlNames,
  ...urlNamesOfLongValues,
];
