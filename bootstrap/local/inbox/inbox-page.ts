import { type Html, html } from '../bank/html.ts'
import type { Message } from './message.ts'

interface InboxPage {
  messages: Message[]
  /** The address that the list is narrowed to. */
  to: string
}

/** The list of mails. */
export function listPage(page: InboxPage): Html {
  return document('Inbox', html`<main class="list-only">${list(page, undefined)}</main>`)
}

/** One mail; beside the list where there is room. */
export function messagePage(page: InboxPage, message: Message, view: 'html' | 'text'): Html {
  return document(
    message.subject || 'No subject',
    html`<main class="reading">${list(page, message)}${reading(message, view, page.to)}</main>`,
  )
}

export function missingPage(): Html {
  return document(
    'No such mail',
    html`<main class="list-only">
      <section class="empty">
        <h1 class="what">This mail is gone</h1>
        <p>Only the last 500 are kept.</p>
        <p><a href="/">Back to the inbox</a></p>
      </section>
    </main>`,
  )
}

function list({ messages, to }: InboxPage, current: Message | undefined): Html {
  const query = to && `?to=${encodeURIComponent(to)}`
  const title = html`Inbox <span class="count" id="count">${messages.length}</span>`
  return html`<nav class="list" aria-label="Mails">
    <div class="bar">
      ${current ? html`<p class="title">${title}</p>` : html`<h1 class="title">${title}</h1>`}
      <button type="button" id="clear" ${messages.length === 0 && 'hidden'}>Delete all</button>
    </div>
    <form action="/" role="search">
      <input type="search" name="to" value="${to}" placeholder="Only mails to…" aria-label="Only mails to this address"
        autocomplete="off" spellcheck="false">
    </form>
    <div id="mails">${
      messages.length === 0
        ? html`<div class="empty">
            <p class="what">${to ? `Nothing for ${to} yet` : 'No mail yet'}</p>
            <p>Mails appear here by themselves as they are sent.</p>
          </div>`
        : html`<ol>${messages.map((message) => row(message, message === current, query))}</ol>`
    }</div>
  </nav>`
}

function row(message: Message, current: boolean, query: string): Html {
  return html`<li>
    <a href="/mails/${message.id}${query}" ${current && 'aria-current="page"'}>
      <span class="who">${message.to.join(', ')}</span>
      ${when(message)}
      <span class="subject">${message.subject || 'No subject'}</span>
      <span class="preview">${message.text.replace(/\s+/g, ' ').slice(0, 140)}</span>
    </a>
  </li>`
}

function reading(message: Message, view: 'html' | 'text', to: string): Html {
  const address = `/mails/${message.id}`
  const query = to && `&to=${encodeURIComponent(to)}`
  const tab = (name: 'html' | 'text', label: string) =>
    html`<a href="${address}?view=${name}${query}" ${view === name && 'aria-current="true"'}>${label}</a>`
  return html`<article>
    <a class="back" href="/${query.replace('&', '?')}">Inbox</a>
    <h1>${message.subject || 'No subject'}</h1>
    <dl>
      <div><dt>From</dt><dd>${message.from}</dd></div>
      <div><dt>To</dt><dd>${message.to.join(', ')}</dd></div>
      <div><dt>Received</dt><dd>${when(message)}</dd></div>
    </dl>
    ${message.html !== null && html`<p class="tabs">${tab('html', 'Mail')}${tab('text', 'Text alternative')}</p>`}
    ${
      view === 'html'
        ? html`<iframe src="${address}/html" title="${message.subject || 'Mail'}"
            sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>`
        : html`<pre>${linked(message.text)}</pre>`
    }
    ${message.attachments.length > 0 && attachments(message)}
  </article>`
}

function attachments(message: Message): Html {
  return html`<section class="attachments" aria-label="Attachments">
    <ul>
      ${message.attachments.map(
        ({ filename, size }, index) =>
          html`<li><a href="/messages/${message.id}/attachments/${index}" download>${filename}</a> ${bytes(size)}</li>`,
      )}
    </ul>
  </section>`
}

const bytes = (size: number) => (size < 1_024 ? `${size} B` : `${Math.ceil(size / 1_024)} kB`)

/** The text with its addresses as links that leave the inbox open. */
function linked(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"')\]]+)/)
    .map((part, index) =>
      index % 2 ? html`<a href="${part}" target="_blank" rel="noreferrer">${part}</a>` : html`${part}`,
    )
}

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Seoul',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

function when({ receivedAt }: Message): Html {
  return html`<time datetime="${receivedAt}">${format.format(new Date(receivedAt))}</time>`
}

function document(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/inbox.css">
    <script src="/inbox.js" defer></script>
  </head>
  <body>
    ${content}
    <p class="sr-only" id="news" role="status"></p>
  </body>
</html>`
}
