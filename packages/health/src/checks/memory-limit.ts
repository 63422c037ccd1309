/**
 * The bytes that this process may use before it is ended: what its control group (v1 or v2)
 * allows, else what the machine has.
 */
export function memoryLimitBytes(totalBytes: number): number {
  // 0 when Node can't tell, a number near 2^64 when nothing limits it.
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalBytes ? constrained : totalBytes;
}
