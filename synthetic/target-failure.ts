/** Why a target gave no answer, and what its user can do about it. */
export interface TargetFailure {
  readonly reason: string
  readonly hint: string
  /** A service that is just starting fails like this: another try may do. */
  readonly mayPass: boolean
}

/** The host's name leads nowhere from here, as a name of another network. */
export const NO_ADDRESS = 'no address is known for the host'

const START_IT = 'start the service, say where it is with --target, or run: plimsoll doctor'
const TRUST_IT =
  'NODE_EXTRA_CA_CERTS=authority.pem makes it trusted, service.insecure: true skips the check'
const HTTP_1_ONLY =
  'Plimsoll sends HTTP/1.1: let the service offer it too, or send to a proxy that does'

const UNKNOWN_AUTHORITY = 'its certificate is from an authority that this machine does not know'

/** By the codes of Node and OpenSSL (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const FAILURES: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ECONNREFUSED: ['connection refused', START_IT],
  ECONNRESET: ['the connection was reset', `${START_IT}; a port that speaks TLS wants https://`],
  EHOSTUNREACH: ['no way leads to the host', 'check network and firewall between here and there'],
  ENETUNREACH: ['no way leads to its network', 'check network and firewall between here and there'],
  ENOTFOUND: [NO_ADDRESS, 'check the host name in service.baseUrl or --target'],
  EAI_AGAIN: [NO_ADDRESS, 'check the host name, and whether this machine reaches its name server'],
  EMFILE: ['this process may open no more files', 'raise the limit: ulimit -n 65536'],
  EADDRNOTAVAIL: [
    'this machine has no free port or no such address family',
    'wait a minute for used ports to be free again, or use keepAlive: true',
  ],
  EPROTO: ['the port speaks no TLS', 'a port without TLS wants http:// in service.baseUrl'],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'the port speaks no TLS',
    'a port without TLS wants http:// in service.baseUrl',
  ],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: [
    'the port speaks no TLS',
    'a port without TLS wants http:// in service.baseUrl',
  ],
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: ['it speaks only HTTP/2', HTTP_1_ONLY],
  CERT_HAS_EXPIRED: [
    'its certificate has expired',
    "renew it, or see that this machine's clock is right; service.insecure: true skips the check",
  ],
  CERT_NOT_YET_VALID: [
    'its certificate is not valid yet',
    "see that this machine's clock is right; service.insecure: true skips the check",
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', TRUST_IT],
  SELF_SIGNED_CERT_IN_CHAIN: [UNKNOWN_AUTHORITY, TRUST_IT],
  UNABLE_TO_GET_ISSUER_CERT: [UNKNOWN_AUTHORITY, TRUST_IT],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [UNKNOWN_AUTHORITY, TRUST_IT],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [UNKNOWN_AUTHORITY, TRUST_IT],
}

const MAY_PASS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'EAI_AGAIN'])

/**
 * Puts an error of connecting, TLS or HTTP into words of the user.
 * @param deadlineMs how long an answer was waited for
 */
export function targetFailure(error: unknown, deadlineMs: number): TargetFailure {
  const { code = '', name, message } = (error ?? {}) as NodeJS.ErrnoException
  const known = FAILURES[code]
  if (known) {
    const [reason, hint] = known
    return { reason, hint, mayPass: MAY_PASS.has(code) }
  }
  const [reason, hint] = spokenWrongly(error, code) ?? [
    name === 'TimeoutError' || code === 'ABORT_ERR'
      ? `no answer in ${deadlineMs / 1000} s`
      : message || code || 'unknown reason',
    START_IT,
  ]
  return { reason, hint, mayPass: false }
}

/** What the other side sent or showed was not what it should have been. */
function spokenWrongly(error: unknown, code: string): readonly [string, string] | undefined {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const { host, cert } = error as { host?: string; cert?: { subjectaltname?: string } }
    const names = (cert?.subjectaltname ?? 'no name').replace(/DNS:|IP Address:/g, '')
    return [
      `its certificate is for ${names}, not for ${host}`,
      'use a name of the certificate in service.baseUrl; service.insecure: true skips the check',
    ]
  }
  if (code.startsWith('HPE_')) {
    const { rawPacket } = error as { rawPacket?: Buffer }
    if (isHttp2(rawPacket)) return ['it speaks only HTTP/2', HTTP_1_ONLY]
    return [
      'the answer is not HTTP',
      'is it the port of another program? A port with TLS wants https://',
    ]
  }
  if (code.startsWith('ERR_SSL_')) {
    return [
      `TLS failed: ${(error as Error).message}`,
      'look with: openssl s_client -connect HOST:PORT',
    ]
  }
  return undefined
}

/** Every HTTP/2 server begins with a SETTINGS frame of stream 0 (RFC 9113, section 3.4). */
function isHttp2(packet: Buffer | undefined): boolean {
  return (
    packet !== undefined && packet.length >= 9 && packet[3] === 4 && packet.readUInt32BE(5) === 0
  )
}
