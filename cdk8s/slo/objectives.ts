/** Of all API requests, 95 % are answered within this. */
export const API_P95_SECONDS = 0.2
