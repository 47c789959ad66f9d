import { meantInKorean, meantInLatin } from './keyboard-layout.ts'
import { soundOf } from './search-sound.ts'

const FIRST_INITIAL = 0x1100
const FIRST_VOWEL = 0x1161
const FIRST_FINAL = 0x11a8

const INITIALS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ']
const VOWELS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ')
const FINALS =
  'ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(' ')

/** What each Hangul letter is typed as: a final like its initial, a compound as its parts. */
const KEYSTROKES = new Map<string, string>([
  ...keystrokes(FIRST_INITIAL, INITIALS),
  ...keystrokes(FIRST_VOWEL, VOWELS),
  ...keystrokes(FIRST_FINAL, FINALS),
])

function keystrokes(first: number, letters: string[]): [string, string][] {
  return letters.map((letter, at) => [String.fromCharCode(first + at), letter])
}

/**
 * A text as it is searched: letters and digits only, without case, accents, width and spaces; Hangul as it is typed, so
 * that `콘ㅅ` and `콘섵`, which the keyboard shows on the way to `콘서트`, find it too (Unicode 17, UAX #15: NFKD).
 */
export function searchLetters(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
  return Array.from(letters, (letter) => KEYSTROKES.get(letter) ?? letter).join('')
}

/** A sound this short is found in everything. */
const LEAST_SOUND = 4

/**
 * The words of a query, each with the ways in which it may be written where it is found: as typed, as meant on the
 * other layout of the keyboard, and in Latin letters by its sound. None when nothing in it can be searched for.
 */
export function searchWords(query: string): string[][] {
  const words = new Map<string, string[]>()
  for (const word of query.split(/\s+/u)) {
    const letters = searchLetters(word)
    if (letters !== '' && !words.has(letters)) words.set(letters, waysOf(word, letters))
  }
  return [...words.values()]
}

function waysOf(word: string, letters: string): string[] {
  const sound = /^[a-z]+$/.test(letters) ? soundOf(letters) : ''
  const other = meantInKorean(word.normalize('NFKC')) ?? meantInLatin(letters)
  return [letters, ...(other ? [other] : []), ...(sound.length >= LEAST_SOUND ? [sound] : [])]
}

/** The lines of a text that are searched: as typed, and how it sounds, which capitals keep apart. */
export function searchLines(text: string): string[] {
  return [searchLetters(text), soundOf(text)]
}
