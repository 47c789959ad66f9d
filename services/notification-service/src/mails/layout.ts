import type { Locale } from '@tiketi/contracts/schema'

/** What a mail says; the layout makes a text and a page of it that say the same. */
export interface Composed {
  subject: string
  greeting: string
  paragraphs: string[]
  /** Lines of a table: what, and which. */
  facts?: [label: string, value: string][]
  button?: { label: string; url: string }
  closing: string
}

const FOOT: Record<Locale, string> = {
  ko: '이 메일은 Tiketi가 자동으로 보냈어요. 답장은 읽지 못해요.',
  en: 'Tiketi sent this mail by itself. Nobody reads replies to it.',
}

/** The same mail as plain text and as HTML that needs no picture, script or style sheet and reads well aloud. */
export function layOut(locale: Locale, mail: Composed): { subject: string; text: string; html: string } {
  return { subject: mail.subject, text: asText(locale, mail), html: asHtml(locale, mail) }
}

function asText(locale: Locale, { greeting, paragraphs, facts = [], button, closing }: Composed): string {
  return [
    greeting,
    ...paragraphs,
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    button ? `${button.label}:\n${button.url}` : '',
    closing,
    `-- \n${FOOT[locale]}`,
  ]
    .filter(Boolean)
    .join('\n\n')
}

function asHtml(locale: Locale, { subject, greeting, paragraphs, facts = [], button, closing }: Composed): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th scope="row" align="left" valign="top" style="padding:6px 16px 6px 0;font-weight:normal;color:#5f5a55;white-space:nowrap">${escapeHtml(label)}</th>` +
      `<td style="padding:6px 0;font-weight:600">${escapeHtml(value).replaceAll('\n', '<br>')}</td></tr>`,
  )
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeHtml(subject)}</title></head>`,
    `<body style="margin:0;padding:24px 16px;background:#faf8f5;color:#23222b;font:16px/1.6 -apple-system,'Apple SD Gothic Neo','Noto Sans KR',sans-serif;word-break:keep-all">`,
    `<div style="max-width:560px;margin:0 auto;padding:24px;background:#fff;border:1px solid #e6e1da;border-radius:12px">`,
    `<p style="margin:0 0 24px;font-weight:700;color:#c0392f">Tiketi</p>`,
    `<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(subject)}</h1>`,
    paragraph(greeting),
    ...paragraphs.map(paragraph),
    rows.length > 0
      ? `<table style="width:100%;margin:0 0 16px;border-top:2px dashed #e6e1da;border-bottom:2px dashed #e6e1da;border-collapse:collapse">${rows.join('')}</table>`
      : '',
    button
      ? `<p style="margin:24px 0"><a href="${escapeHtml(button.url)}" style="display:inline-block;padding:12px 20px;background:#c0392f;color:#fff;text-decoration:none;border-radius:8px;font-weight:600">${escapeHtml(button.label)}</a></p>`
      : '',
    paragraph(closing),
    `</div><p style="max-width:560px;margin:16px auto 0;font-size:14px;color:#5f5a55">${escapeHtml(FOOT[locale])}</p></body></html>`,
  ].join('')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
