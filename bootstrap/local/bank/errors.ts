/**
 * The errors of the core API as its error list prints them: status, Korean message, English message.
 * https://docs.tosspayments.com/reference/error-codes
 */
export const errors = {
  // Requests and keys
  INVALID_REQUEST: [400, '잘못된 요청입니다.', 'The bad request.'],
  INVALID_API_KEY: [400, '잘못된 시크릿키 연동 정보 입니다.', 'Incorrect secret key.'],
  INVALID_CLIENT_KEY: [400, '잘못된 클라이언트 연동 정보 입니다.', 'Incorrect client key.'],
  INVALID_TEST_CODE: [400, '유효하지 않은 테스트 코드입니다.', 'Invalid test code'],
  INVALID_DATE: [400, '날짜 데이터가 잘못 되었습니다.', 'The date data is invalid.'],
  INVALID_IDEMPOTENCY_KEY: [
    400,
    '멱등키는 300자 이하여야 합니다.',
    'The idempotency key must be 300 characters or less.',
  ],
  UNAUTHORIZED_KEY: [
    401,
    '인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.',
    'This is an unauthenticated secret key or client key.',
  ],
  INCORRECT_BASIC_AUTH_FORMAT: [
    403,
    "잘못된 요청입니다. ':' 를 포함해 인코딩해주세요.",
    "The bad request. Encode the key together with ':'.",
  ],
  FORBIDDEN_REQUEST: [403, '허용되지 않은 요청입니다.', 'This request is not allowed.'],
  NOT_FOUND_HTTP_METHOD: [404, '존재하지 않는 HTTP 메소드 접근입니다.', 'This HTTP method does not allowed.'],
  IDEMPOTENT_REQUEST_PROCESSING: [
    409,
    '이전 멱등 요청이 처리중입니다.',
    'The previous request with this idempotency key is still being processed.',
  ],
  TOO_MANY_REQUESTS: [
    429,
    '요청이 너무 많습니다. 잠시 후 다시 시도해주세요.',
    'Too many requests. Please try again in a few minutes.',
  ],

  // Opening the payment window
  INVALID_ORDER_ID: [
    400,
    '`orderId`는 영문 대소문자, 숫자, 특수문자(-, _) 만 허용합니다. 6자 이상 64자 이하여야 합니다.',
    'The order id must be at least 6 and maximum 64 upper and lower case alphabets, numbers, special characters (-, _, =).',
  ],
  INVALID_ORDER_NAME: [400, '주문 이름은 100자 이하여야 합니다.', 'The order name must be 100 characters or less.'],
  INVALID_CUSTOMER_KEY: [
    400,
    '고객키는 영문 대소문자, 숫자, 특수문자 -, _, =, ., @로 2자 이상 50자 이하여야 합니다.',
    'The customer key must be 2 to 50 alphabets, numbers and special characters (-, _, =, ., @).',
  ],
  INVALID_CURRENCY: [400, '잘못된 통화 값입니다.', 'Invalid currency value.'],
  INVALID_EMAIL: [400, '이메일 주소 형식에 맞지 않습니다.', "It doesn't match the email address format."],
  INVALID_METADATA: [400, 'metadata 값이 올바르지 않습니다.', 'Invalid metadata.'],
  INVALID_PHONE: [
    400,
    '전화번호 형식에 맞지 않습니다. 전화번호에는 특수문자가 포함될 수 없습니다.',
    "It doesn't match the phone number format.",
  ],
  INCORRECT_SUCCESS_URL_FORMAT: [400, '잘못된 successUrl 입니다.', 'Invalid format: `successUrl`'],
  INCORRECT_FAIL_URL_FORMAT: [400, '잘못된 failUrl 입니다.', 'Invalid format: `failUrl`'],
  NOT_SUPPORTED_METHOD: [400, '지원되지 않는 결제수단입니다.', 'This payment method is not supported.'],
  PAY_PROCESS_CANCELED: [400, '결제가 사용자에 의해 취소되었습니다.', 'Payment has been canceled by the customer.'],
  PAY_PROCESS_ABORTED: [
    400,
    '결제가 취소되었거나 진행되지 않았습니다.',
    'Payment has been canceled or has not been processed.',
  ],

  // Confirm
  ALREADY_PROCESSED_PAYMENT: [400, '이미 처리된 결제 입니다.', 'This is a payment that has already been processed.'],
  DUPLICATED_ORDER_ID: [
    400,
    '이미 승인 및 취소가 진행된 중복된 주문번호 입니다. 다른 주문번호로 진행해주세요.',
    'This is a duplicate order id that has already been approved or canceled. Please proceed with a different order id.',
  ],
  PROVIDER_ERROR: [
    400,
    '일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.',
    'A temporary error has occurred. Please try again in a few minutes.',
  ],
  BELOW_MINIMUM_AMOUNT: [
    400,
    '신용카드는 결제금액이 100원 이상, 계좌는 200원이상부터 결제가 가능합니다.',
    'Payment can be made from 100 won or more by credit card, and 200 won or more for account.',
  ],
  INVALID_REJECT_CARD: [400, '카드 사용이 거절되었습니다. 카드사 문의가 필요합니다.', 'Refer to card issuer/decline.'],
  INVALID_STOPPED_CARD: [400, '정지된 카드 입니다.', 'This is a suspended card.'],
  INVALID_CARD_EXPIRATION: [
    400,
    '카드 정보를 다시 확인해주세요. (유효기간)',
    'Please check the card expiration date information again.',
  ],
  INVALID_CARD_NUMBER: [400, '카드번호를 다시 확인해주세요.', 'Please check your card number again.'],
  INVALID_CARD_LOST_OR_STOLEN: [400, '분실 혹은 도난 카드입니다.', 'This card was reported lost or stolen.'],
  EXCEED_MAX_CARD_INSTALLMENT_PLAN: [
    400,
    '설정 가능한 최대 할부 개월 수를 초과했습니다.',
    'You have exceeded the maximum number of installment months that can be set.',
  ],
  EXCEED_MAX_DAILY_PAYMENT_COUNT: [
    400,
    '하루 결제 가능 횟수를 초과했습니다.',
    'You have exceeded the number of daily payments.',
  ],
  EXCEED_MAX_PAYMENT_AMOUNT: [
    400,
    '하루 결제 가능 금액을 초과했습니다.',
    'You have exceeded the amount you can pay per day.',
  ],
  EXCEED_MAX_AMOUNT: [400, '거래금액 한도를 초과했습니다.', 'The transaction amount limit has been exceeded.'],
  NOT_AVAILABLE_PAYMENT: [400, '결제가 불가능한 시간대입니다.', 'Payment is not available at this time.'],
  UNAPPROVED_ORDER_ID: [400, '아직 승인되지 않은 주문번호입니다.', 'This order id has not been approved yet.'],
  CARD_PROCESSING_ERROR: [400, '카드사에서 오류가 발생했습니다.', 'An error occurred at the credit card company.'],
  REJECT_CARD_PAYMENT: [
    403,
    '한도초과 혹은 잔액부족으로 결제에 실패했습니다.',
    'Payment failed because the limit was exceeded or the balance is insufficient.',
  ],
  REJECT_ACCOUNT_PAYMENT: [403, '잔액부족으로 결제에 실패했습니다.', 'Payment failed due to insufficient balance'],
  REJECT_CARD_COMPANY: [403, '결제 승인이 거절되었습니다.', 'Payment confirm is rejected'],
  EXCEED_MAX_AUTH_COUNT: [
    403,
    '최대 인증 횟수를 초과했습니다. 카드사로 문의해주세요.',
    'The maximum number of authentications has been exceeded. Please contact your credit card company.',
  ],
  EXCEED_MAX_ONE_DAY_AMOUNT: [403, '일일 한도를 초과했습니다.', 'You have exceeded the daily limit.'],
  NOT_AVAILABLE_BANK: [403, '은행 서비스 시간이 아닙니다.', 'Not bank service time.'],
  INVALID_PASSWORD: [403, '결제 비밀번호가 일치하지 않습니다.', 'Payment password does not match.'],
  FDS_ERROR: [
    403,
    '위험거래가 감지되어 결제가 제한됩니다.',
    'The payment is restricted because a risky transaction was detected.',
  ],
  NOT_FOUND_PAYMENT: [404, '존재하지 않는 결제 정보 입니다.', 'The payment does not exist.'],
  NOT_FOUND_PAYMENT_SESSION: [
    404,
    '결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다.',
    'Payment session does not exist because the session time has expired.',
  ],
  FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING: [
    500,
    '결제가 완료되지 않았어요. 다시 시도해주세요.',
    'The payment was not completed. Please try again.',
  ],
  FAILED_INTERNAL_SYSTEM_PROCESSING: [
    500,
    '내부 시스템 처리 작업이 실패했습니다. 잠시 후 다시 시도해주세요.',
    'Internal system processing operation has failed. Please try again in a few minutes.',
  ],
  UNKNOWN_PAYMENT_ERROR: [
    500,
    '결제에 실패했어요. 같은 문제가 반복된다면 은행이나 카드사로 문의해주세요.',
    'The payment failed. If this happens again, please contact your bank or credit card company.',
  ],

  // Cancel
  ALREADY_CANCELED_PAYMENT: [400, '이미 취소된 결제 입니다.', 'The payment has already been canceled.'],
  NOT_MATCHES_REFUNDABLE_AMOUNT: [400, '잔액 결과가 일치하지 않습니다.', 'Balance results do not match.'],
  REFUND_REJECTED: [
    400,
    '환불이 거절됐습니다. 결제사에 문의 부탁드립니다.',
    'The refund has been rejected. Please contact the respective payment provider.',
  ],
  ALREADY_REFUND_PAYMENT: [400, '이미 환불된 결제입니다.', 'The payment has already been refunded.'],
  NOT_CANCELABLE_AMOUNT: [403, '취소 할 수 없는 금액 입니다.', 'This is a non-cancelable amount.'],
  NOT_CANCELABLE_PAYMENT: [403, '취소 할 수 없는 결제 입니다.', 'This is a non-cancelable payment.'],
  FORBIDDEN_CONSECUTIVE_REQUEST: [
    403,
    '반복적인 요청은 허용되지 않습니다. 잠시 후 다시 시도해주세요.',
    'Repetitive requests are not allowed. Please try again in a few minutes.',
  ],
  EXCEED_MAX_REFUND_DUE: [403, '환불 가능한 기간이 지났습니다.', 'The refundable period has been exceeded.'],
  EXCEED_CANCEL_LIMIT: [403, '취소 한도 금액을 초과 하였습니다.', 'The cancel limit has been exceeded.'],
  NOT_ALLOWED_PARTIAL_REFUND: [
    403,
    '에스크로 주문, 현금 카드 결제일 때는 부분 환불이 불가합니다.',
    'Partial refunds are not available for reasons such as escrow or cash payment.',
  ],
  NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT: [
    403,
    '입금 대기중인 결제는 부분 환불이 불가합니다.',
    'Partial refunds are not available while the deposit is awaited.',
  ],
  INVALID_REFUND_ACCOUNT_INFO: [
    400,
    '환불 계좌번호와 예금주명이 일치하지 않습니다.',
    'The refund account number does not match the name of its holder.',
  ],
  INVALID_REFUND_ACCOUNT_NUMBER: [
    400,
    '잘못된 환불 계좌번호입니다.',
    'The account number for the refund is incorrect.',
  ],
  INVALID_BANK: [400, '유효하지 않은 은행입니다.', 'Invalid bank.'],
  EXCEED_MAX_DUE_DATE: [
    400,
    '가상 계좌의 최대 유효 만료 시간을 초과했습니다.',
    'Maximum expiration date for the virtual account exceeded.',
  ],
  FAILED_REFUND_PROCESS: [
    500,
    '은행 응답시간 지연이나 일시적인 오류로 환불요청에 실패했습니다.',
    'The refund request failed due to a delay in the bank response time or a temporary error.',
  ],
  FAILED_METHOD_HANDLING_CANCEL: [
    500,
    '취소 중 결제 시 사용한 결제 수단 처리과정에서 일시적인 오류가 발생했습니다.',
    'A temporary error occurred while processing cancellation.',
  ],
  FAILED_PARTIAL_REFUND: [
    500,
    '은행 점검, 해약 계좌 등의 사유로 부분 환불이 실패했습니다.',
    'The partial refund failed because of bank maintenance or a closed account.',
  ],
  COMMON_ERROR: [
    500,
    '일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.',
    'A temporary error has occurred. Please try again in a few minutes.',
  ],
} as const satisfies Record<string, readonly [status: number, ko: string, en: string]>

export type ErrorCode = keyof typeof errors
export type Language = 'ko' | 'en'

/** English for `Accept-Language: en…`, else Korean. */
export const languageOf = (acceptLanguage: string | undefined): Language =>
  acceptLanguage?.toLowerCase().startsWith('en') ? 'en' : 'ko'

export const messageOf = (code: ErrorCode, language: Language) => errors[code][language === 'en' ? 2 : 1]

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errors, code)
}

/** An answer with one of the API's error codes; its message is chosen when the caller's language is known. */
export class BankError extends Error {
  readonly code: ErrorCode
  readonly status: number

  constructor(code: ErrorCode) {
    super(messageOf(code, 'en'))
    this.code = code
    this.status = errors[code][0]
  }

  body(language: Language) {
    return { code: this.code, message: messageOf(this.code, language) }
  }
}
