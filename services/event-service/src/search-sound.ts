/** The letters of a syllable in the Revised Romanisation, by Unicode's order, without what neighbours change of them. */
const INITIALS = 'g kk n d tt r m b pp s ss - j jj ch k t p h'.split(' ')
const VOWELS = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ')
const FINALS = '- k k k n n n t l k m l l l p l m p p t t ng t t k t p t'.split(' ')

/** Spellings that people use for one sound, as regular expressions in the order in which they are read. */
const SAME: [RegExp, string][] = [
  [/uh$/g, 'u'],
  [/eo|eu|oo|ou|wu|woo/g, 'u'],
  [/ae/g, 'e'],
  [/ee|ui|yi/g, 'i'],
  [/oe/g, 'oi'],
  [/ck|k|q/g, 'g'],
  [/t/g, 'd'],
  [/p/g, 'b'],
  [/r/g, 'l'],
  [/ch/g, 'j'],
  [/sh/g, 's'],
]

/**
 * How a text sounds, in capitals: one spelling for the many in which Korean names are written in Latin letters, so that
 * `yoonseul`, `Yunsul` and `윤슬` are the same. Hangul is romanised first.
 */
export function soundOf(text: string): string {
  const latin = Array.from(text.normalize('NFC'), romanised).join('').normalize('NFKD').toLowerCase()
  const words = latin.replaceAll(/\p{M}/gu, '').split(/[^\p{L}\p{N}]+/u)
  return words
    .map(heard)
    .join('')
    .replaceAll(/(.)\1+/g, '$1')
    .toUpperCase()
}

function heard(word: string): string {
  return SAME.reduce((sound, [spellings, same]) => sound.replaceAll(spellings, same), word)
}

function romanised(letter: string): string {
  const at = letter.codePointAt(0)! - 0xac00
  if (at < 0 || at > 11_171) return letter
  const parts = [INITIALS[Math.floor(at / 588)], VOWELS[Math.floor((at % 588) / 28)], FINALS[at % 28]]
  return parts.join('').replaceAll('-', '')
}
