import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

export interface Certificate {
  /** Files, PEM. The certificate is its own authority. */
  certFile: string
  keyFile: string
}

/** A new certificate for `localhost`, by that name alone, good for a year. */
export async function localCertificate(openssl: string, folder: string): Promise<Certificate> {
  const [certFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile]
  const who = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '365']
  await exec(openssl, ['req', '-x509', ...key, ...who, '-out', certFile])
  return { certFile, keyFile }
}
