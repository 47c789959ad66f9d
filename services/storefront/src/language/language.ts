import { computed, signal } from '@preact/signals'
import type { Locale, Text } from '@tiketi/contracts/schema'
import type { Words } from './ko.ts'

const KEY = 'tiketi.language'

/** A language is a dictionary file and a line here; only the one in use is fetched. */
const dictionaries: Record<Locale, { name: string; load: () => Promise<Words> }> = {
  ko: { name: '한국어', load: () => import('./ko.ts').then(({ ko }) => ko) },
  en: { name: 'English', load: () => import('./en.ts').then(({ en }) => en) },
}

export const languages = Object.entries(dictionaries).map(([code, { name }]) => ({ code: code as Locale, name }))

const chosen = signal<{ locale: Locale; words: Words } | null>(null)

/** The language in use, and its words. Both are there before the first page is. */
export const locale = computed(() => loaded().locale)
export const words = computed(() => loaded().words)

function loaded() {
  if (!chosen.value) throw new Error('No language is loaded yet')
  return chosen.value
}

/** The buyer's choice, else the browser's first language that there is a dictionary for. */
export function preferredLocale(): Locale {
  const asked = [localStorage.getItem(KEY) ?? '', ...navigator.languages].map((tag) => tag.split('-')[0] as Locale)
  return asked.find((code) => code in dictionaries) ?? 'en'
}

export async function loadLanguage(code: Locale) {
  const dictionary = await dictionaries[code].load()
  document.documentElement.lang = code
  chosen.value = { locale: code, words: dictionary }
}

export async function chooseLanguage(code: Locale) {
  localStorage.setItem(KEY, code)
  await loadLanguage(code)
}

/** A text of an event in the language in use. */
export function say(text: Text): string {
  return text[locale.value]
}
