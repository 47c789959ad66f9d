/** What the bank's answer means to the buyer: our sentence for its code, else the reason that came with it. */
export function bankSentence(
  code: string,
  reason: string | null | undefined,
  sentences: Record<string, string>,
): string {
  return sentences[code] || reason || (sentences.PAY_PROCESS_ABORTED ?? '')
}
