// Stands in for the bank's browser SDK, version 2: `TossPayments(clientKey).payment({ customerKey }).requestPayment(…)`.
;(() => {
  const bank = new URL(document.currentScript.src).origin
  const ANONYMOUS = '@@ANONYMOUS'

  function refuse(name, code, message) {
    return Object.assign(new Error(message), { name, code })
  }

  function assertKeys(clientKey, customerKey) {
    if (typeof clientKey !== 'string' || !/^(test|live)_g?ck_/.test(clientKey)) {
      throw refuse(
        'InvalidClientKeyError',
        'INVALID_CLIENT_KEY',
        'clientKey must be a client key (test_ck_… or live_ck_…).',
      )
    }
    if (/^(test|live)_gck_/.test(clientKey)) {
      throw refuse(
        'NotSupportedWidgetKeyError',
        'NOT_SUPPORTED_WIDGET_KEY',
        'payment() needs an API key (ck), not a widget key (gck).',
      )
    }
    if (typeof customerKey === 'string' && /^(test|live)_g?sk_/.test(customerKey)) {
      throw refuse('InsecureKeyUsageError', 'INSECURE_KEY_USAGE', 'A secret key must never reach a browser.')
    }
    if (typeof customerKey !== 'string' || !/^[\w\-=.@]{2,50}$/.test(customerKey)) {
      throw refuse(
        'InvalidCustomerKeyError',
        'INVALID_CUSTOMER_KEY',
        'customerKey must be 2 to 50 letters, digits or - _ = . @',
      )
    }
  }

  function assertRequest(request) {
    const invalid = (message) => refuse('InvalidParametersError', 'INVALID_PARAMETERS', message)
    if (typeof request !== 'object' || request === null) throw invalid('requestPayment needs an object.')
    if (!['CARD', 'TRANSFER', 'VIRTUAL_ACCOUNT'].includes(request.method)) {
      throw refuse('NotSupportedMethodError', 'NOT_SUPPORTED_METHOD', 'This bank takes cards, easy pay and accounts.')
    }
    const { amount, successUrl, failUrl, metadata } = request
    if (amount?.currency !== 'KRW') {
      throw refuse('InvalidAmountCurrencyError', 'INVALID_AMOUNT_CURRENCY', 'amount.currency must be KRW.')
    }
    if (!Number.isInteger(amount.value)) {
      throw refuse('InvalidAmountValueError', 'INVALID_AMOUNT_VALUE', 'amount.value must be a whole number of won.')
    }
    if (amount.value <= 0) throw refuse('BelowZeroAmountError', 'BELOW_ZERO_AMOUNT', 'amount.value must be above 0.')
    if (!successUrl && !failUrl) {
      throw refuse(
        'NotSupportedPromiseError',
        'NOT_SUPPORTED_PROMISE',
        'This bank redirects: give successUrl and failUrl.',
      )
    }
    if (!isWebAddress(successUrl)) {
      throw refuse(
        'IncorrectSuccessUrlFormatError',
        'INCORRECT_SUCCESS_URL_FORMAT',
        'successUrl must begin with its origin.',
      )
    }
    if (!isWebAddress(failUrl)) {
      throw refuse('IncorrectFailUrlFormatError', 'INCORRECT_FAIL_URL_FORMAT', 'failUrl must begin with its origin.')
    }
    if (typeof request.orderId !== 'string' || !/^[\w\-=]{6,64}$/.test(request.orderId)) {
      throw invalid('orderId must be 6 to 64 letters, digits or - _ =')
    }
    if (typeof request.orderName !== 'string' || request.orderName.length < 1 || request.orderName.length > 100) {
      throw invalid('orderName must be 1 to 100 characters.')
    }
    if (metadata && (typeof metadata !== 'object' || Object.keys(metadata).length > 5)) {
      throw refuse('InvalidMetadataError', 'INVALID_METADATA', 'metadata is an object of at most five pairs.')
    }
  }

  function isWebAddress(value) {
    return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)
  }

  function TossPayments(clientKey) {
    return {
      payment({ customerKey } = {}) {
        assertKeys(clientKey, customerKey)
        let opening
        return {
          async requestPayment(request) {
            assertRequest(request)
            if (opening) {
              throw refuse(
                'InvalidMethodTransactionError',
                'INVALID_METHOD_TRANSACTION',
                'A payment is being opened already.',
              )
            }
            opening = new AbortController()
            try {
              location.assign(await openPage({ ...request, clientKey, customerKey }, opening.signal))
            } finally {
              opening = undefined
            }
          },
          async destroy() {
            opening?.abort()
          },
        }
      },
    }
  }

  async function openPage(body, signal) {
    let response
    try {
      response = await fetch(`${bank}/v2/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang || 'ko' },
        body: JSON.stringify(body),
        signal,
      })
    } catch {
      if (signal.aborted)
        throw refuse('PaymentRequestAbortedError', 'PAYMENT_REQUEST_ABORTED', 'The payment was given up.')
      throw refuse('UnknownError', 'UNKNOWN', 'The bank cannot be reached.')
    }
    const answer = await response.json()
    if (!response.ok) throw refuse('PaymentRequestFailError', answer.code, answer.message)
    return new URL(answer.checkoutUrl, bank).href
  }

  TossPayments.ANONYMOUS = ANONYMOUS
  window.TossPayments = TossPayments
})()
