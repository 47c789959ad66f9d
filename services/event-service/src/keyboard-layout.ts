/** What the keys of a Latin keyboard write in Korean mode (KS X 5002); with shift only where that differs. */
const KEYS: Record<string, string> = Object.fromEntries(
  [
    ['qwertyuiop', 'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ'],
    ['asdfghjkl', 'ㅁㄴㅇㄹㅎㅗㅓㅏㅣ'],
    ['zxcvbnm', 'ㅋㅌㅊㅍㅠㅜㅡ'],
    ['QWERTOP', 'ㅃㅉㄸㄲㅆㅒㅖ'],
  ].flatMap(([latin, korean]) => Array.from(latin!, (key, at) => [key, [...korean!][at]!])),
)
const LETTERS = new Map(Object.entries(KEYS).map(([key, letter]) => [letter, key.toLowerCase()]))

/** A word typed in Latin although Korean was meant, as it was meant: `dbstmf` is `윤슬`. Nothing for other words. */
export function meantInKorean(word: string): string | null {
  return /^[a-z]+$/i.test(word) ? Array.from(word, (key) => KEYS[key] ?? KEYS[key.toLowerCase()]).join('') : null
}

/** Keystrokes typed in Korean although Latin was meant: `ㅛㅕㅜㄴㄷㅕㅣ` is `yunseul`. Nothing for other words. */
export function meantInLatin(keystrokes: string): string | null {
  const keys = Array.from(keystrokes, (letter) => LETTERS.get(letter))
  return keys.every((key) => key !== undefined) ? keys.join('') : null
}
