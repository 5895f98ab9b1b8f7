/**
 * E-mail over SMTP (RFC 5321), with nodemailer: a pool of connections, TLS from the first byte (RFC 8314) or by STARTTLS,
 * which is then required. The same Message-ID at every attempt, so that a mailbox may drop a repeat.
 */
import nodemailer from 'nodemailer';
import type { NotifierOf } from '../../../../edge-config/contracts/channels.ts';
import { type Channel, type ChannelMessage, type Outcome, severityOf } from '../channel.ts';

const TIMEOUT_MS = 10_000;
/** 4xx asks for another attempt, 5xx does not (RFC 5321 section 4.2.1). */
const PERMANENT_FROM = 500;

export function smtpChannel(config: NotifierOf<'smtp'>): Channel {
  const { from, host, id, language, password, port, tls, to, username, verifyCertificate } = config;
  const transport = nodemailer.createTransport({
    ...{ host, port, pool: true, maxConnections: 2 },
    ...{ secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
    tls: { rejectUnauthorized: verifyCertificate },
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
  });
  const mailOf = ({ body, messageId, text }: ChannelMessage) => {
    const isUrgent = ['extreme', 'severe'].includes(severityOf(body));
    return {
      ...{ from, to, subject: text.title, text: [text.body, text.link].filter(Boolean).join('\n\n') },
      messageId: `<${messageId}@shouwang.invalid>`,
      // Nobody's absence note answers it (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      priority: isUrgent ? ('high' as const) : ('normal' as const),
    };
  };
  return {
    ...{ id, kind: 'smtp', language, limits: null, perMinute: null, isPersonal: false },
    send: async (message): Promise<Outcome> => {
      try {
        const { response } = await transport.sendMail(mailOf(message));
        return { kind: 'delivered', answer: response.slice(0, 100) };
      } catch (error) {
        return refusalOf(error as MailError);
      }
    },
    preview: async (message) => {
      const { headers, priority, subject, text, ...mail } = mailOf(message);
      return {
        to: `${host}:${port} (${tls})`,
        headers: {
          From: mail.from,
          To: mail.to.join(', '),
          Subject: subject,
          ...headers,
          Priority: priority,
        },
        body: text,
      };
    },
    close: async () => transport.close(),
  };
}

interface MailError {
  readonly code?: unknown;
  readonly responseCode?: unknown;
}

/** Code and number alone: what a server says may repeat the user name. */
function refusalOf({ code, responseCode }: MailError): Outcome {
  const number = typeof responseCode === 'number' ? responseCode : undefined;
  const error = [typeof code === 'string' ? code : 'no connection', number].filter(Boolean).join(' ');
  const isPermanent = number !== undefined && number >= PERMANENT_FROM && code !== 'EAUTH';
  return { kind: 'refused', error, isFinal: isPermanent };
}
