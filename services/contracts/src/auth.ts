import Type from 'typebox'
import { Email, Id, Instant, Locale, strict } from './schema.ts'

export const Role = Type.Union([
  Type.Literal('buyer'),
  Type.Literal('organiser'),
  Type.Literal('staff'),
  Type.Literal('admin'),
])
export type Role = Type.Static<typeof Role>

/** NIST SP 800-63B: length counts, composition rules do not. */
const Password = Type.String({ minLength: 10, maxLength: 128 })

const Name = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })

/** POST /api/auth/accounts: always 202, whether or not the address is known. */
export const RegisterRequest = strict({
  email: Email,
  password: Password,
  name: Name,
  locale: Locale,
})
export type RegisterRequest = Type.Static<typeof RegisterRequest>

/** The answer to a request that a mail follows, whether or not it does. */
export const MailAnnounced = strict({ message: Type.String() })
export type MailAnnounced = Type.Static<typeof MailAnnounced>

/** POST /api/auth/accounts/verify: the token of the mail; the answer is a session. */
export const VerifyRequest = strict({ token: Type.String({ minLength: 1, maxLength: 200 }) })
export type VerifyRequest = Type.Static<typeof VerifyRequest>

/** POST /api/auth/sessions */
export const LogInRequest = strict({ email: Email, password: Type.String({ minLength: 1, maxLength: 128 }) })
export type LogInRequest = Type.Static<typeof LogInRequest>

/** GET /api/auth/methods: what there is beside a password. GET /api/auth/google leads a browser to Google. */
export const LogInMethods = strict({ google: Type.Boolean() })
export type LogInMethods = Type.Static<typeof LogInMethods>

/** POST /api/auth/resets: always 202. */
export const ResetRequest = strict({ email: Email })
export type ResetRequest = Type.Static<typeof ResetRequest>

/** POST /api/auth/resets/complete */
export const ResetCompletion = strict({ token: Type.String({ minLength: 1, maxLength: 200 }), password: Password })
export type ResetCompletion = Type.Static<typeof ResetCompletion>

export const User = strict({
  id: Id,
  email: Email,
  name: Type.String(),
  locale: Locale,
  roles: Type.Array(Role),
})
export type User = Type.Static<typeof User>

/**
 * Log-in, verification and POST /api/auth/sessions/refresh answer this; the refresh token itself travels only in an
 * httpOnly cookie.
 */
export const Session = strict({ accessToken: Type.String(), expiresAt: Instant, serverTime: Instant, user: User })
export type Session = Type.Static<typeof Session>

/** GET /api/auth/sessions: where the owner is logged in. */
export const SessionList = strict({
  sessions: Type.Array(
    strict({ id: Id, device: Type.String(), createdAt: Instant, lastSeenAt: Instant, current: Type.Boolean() }),
  ),
})
export type SessionList = Type.Static<typeof SessionList>

/** GET /api/auth/profile */
export const Profile = strict({
  ...User.properties,
  createdAt: Instant,
  /** Who has always come by Google has none. */
  hasPassword: Type.Boolean(),
  google: Type.Boolean(),
  /** Whether marketing mails are welcome, and since when that is so; null: never asked for. */
  marketing: strict({ given: Type.Boolean(), at: Type.Union([Instant, Type.Null()]) }),
})
export type Profile = Type.Static<typeof Profile>

/** PUT /api/auth/profile */
export const ProfileChange = strict({ name: Name, locale: Locale })
export type ProfileChange = Type.Static<typeof ProfileChange>

/** PUT /api/auth/consents/marketing */
export const ConsentAnswer = strict({ given: Type.Boolean() })

/** GET /api/auth/export: what auth-service knows of somebody, for them. */
export const AccountExport = strict({
  profile: Profile,
  consents: Type.Array(strict({ purpose: Type.Literal('marketing'), given: Type.Boolean(), at: Instant })),
  identities: Type.Array(strict({ provider: Type.Literal('google'), subject: Type.String(), linkedAt: Instant })),
  roleChanges: Type.Array(strict({ role: Type.String(), change: Type.String(), at: Instant })),
  sessions: SessionList.properties.sessions,
})
export type AccountExport = Type.Static<typeof AccountExport>

/** POST /api/auth/account/delete, with the password where the account has one. */
export const AccountDeletion = strict({ password: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })) })

/** POST /api/auth/roles/grant and /api/auth/roles/withdraw, for admins; the answer is the User. */
export const RoleChange = strict({ email: Email, role: Role })
export type RoleChange = Type.Static<typeof RoleChange>

/** GET /internal/users/:id, for the notification of its owner. `verifyToken` only while unverified. */
export const Contact = strict({
  email: Email,
  name: Type.String(),
  locale: Locale,
  verifyToken: Type.Optional(Type.String()),
})
export type Contact = Type.Static<typeof Contact>

/** GET /internal/resets/:id */
export const ResetContact = strict({ email: Email, name: Type.String(), locale: Locale, token: Type.String() })
export type ResetContact = Type.Static<typeof ResetContact>
