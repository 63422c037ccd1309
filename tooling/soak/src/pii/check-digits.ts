/** Whether the last digit is the one that Luhn's formula asks for. */
export function passesLuhn(number: string): boolean {
  let sum = 0;
  for (const [index, digit] of [...number].reverse().entries()) {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Appends the digit that makes a number pass Luhn's formula. */
export function withLuhnDigit(start: string): string {
  const digit = [..."0123456789"].find((candidate) => passesLuhn(start + candidate));
  return start + digit;
}

/** The remainder that ISO 7064 leaves; 1 for a valid IBAN. */
export function ibanRemainder(iban: string): number {
  const compact = iban.replaceAll(" ", "").toUpperCase();
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4))
    for (const digit of String(Number.parseInt(character, 36)))
      remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder;
}

/** Puts the two check digits between the country and the account. */
export function withIbanDigits(country: string, account: string): string {
  const check = 98 - ibanRemainder(`${country}00${account}`);
  return country + String(check).padStart(2, "0") + account;
}
