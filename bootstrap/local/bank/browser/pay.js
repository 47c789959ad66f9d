// Says that the press was taken and refuses a second one; the page works without this.
for (const form of document.querySelectorAll('form[data-paying]')) {
  const button = form.querySelector('button')
  const label = button.textContent
  form.addEventListener('submit', () => {
    button.textContent = form.dataset.paying
    button.setAttribute('aria-busy', 'true')
    // A disabled button would not be submitted if this ran before the browser reads the form.
    setTimeout(() => {
      button.disabled = true
    })
  })
  // Back from the shop: a page kept in memory is still as it was left.
  addEventListener('pageshow', () => {
    button.textContent = label
    button.disabled = false
    button.removeAttribute('aria-busy')
  })
}
