// Keeps the list as it is on the server, makes the mail's frame as tall as the mail, and deletes.
async function refresh() {
  const response = await fetch(location.href)
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  if (!fresh.getElementById('mails')) return
  const focused = document.activeElement?.closest('#mails a')?.getAttribute('href')
  document.getElementById('mails').replaceChildren(...fresh.getElementById('mails').childNodes)
  document.getElementById('count').textContent = fresh.getElementById('count').textContent
  document.getElementById('clear').hidden = fresh.getElementById('clear').hidden
  if (focused) document.querySelector(`#mails a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

const events = new EventSource('/events')
// Also after the connection was lost: what came meanwhile is fetched with the rest.
events.addEventListener('open', refresh)
events.addEventListener('cleared', refresh)
events.addEventListener('mail', async ({ data }) => {
  const { subject, to } = JSON.parse(data)
  await refresh()
  document.getElementById('news').textContent = `New mail to ${to.join(', ')}: ${subject}`
})

document.addEventListener('click', async ({ target }) => {
  if (target.id !== 'clear' || !confirm('Delete every mail in this inbox?')) return
  await fetch('/messages', { method: 'DELETE' })
  location.assign('/')
})

for (const frame of document.querySelectorAll('iframe')) {
  const grow = () => {
    const height = frame.contentDocument?.documentElement.offsetHeight
    if (height) frame.style.height = `${height + 2}px`
  }
  frame.addEventListener('load', () => {
    grow()
    // Pictures and a turned phone change how tall the mail is.
    const body = frame.contentDocument?.body
    if (body) new ResizeObserver(grow).observe(body)
  })
}
