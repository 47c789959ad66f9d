import { createHash, hkdfSync, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32
const PATTERN = /^[\w-]{43}$/

/** A new refresh token: 256 random bits. */
export function newRefreshToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

export function newSalt(): Buffer {
  return randomBytes(TOKEN_BYTES)
}

/**
 * The token that takes the place of this one. It needs both the token, which only its holder has, and the salt, which
 * only the database has; so nothing that is stored lets anybody in, and a token asked twice gives the same successor.
 */
export function successorOf(token: string, salt: Buffer): string {
  const bytes = hkdfSync('sha256', Buffer.from(token, 'base64url'), salt, 'tiketi refresh token', TOKEN_BYTES)
  return Buffer.from(bytes).toString('base64url')
}

/** What is stored of a token; nothing for something that cannot be one. */
export function hashOf(token: string | undefined): Buffer | undefined {
  return token && PATTERN.test(token) ? createHash('sha256').update(token).digest() : undefined
}
