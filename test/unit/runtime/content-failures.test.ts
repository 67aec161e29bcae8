/** What Node says of a connection, told apart from what it says of a mistake in the program. */
import { expect, test } from 'vitest';
import { connectionError } from '../../../resources/runtime/gateway/failures.ts';

test.each([
  ['ERR_OUT_OF_RANGE', 'E_RT_DEFECT'],
  ['ERR_INVALID_ARG_TYPE', 'E_RT_DEFECT'],
  ['ERR_SOCKET_BAD_PORT', 'E_RT_DEFECT'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'E_RT_CMG_UNREACHABLE'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'E_RT_CMG_UNREACHABLE'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'E_RT_CMG_UNTRUSTED'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'E_RT_CMG_UNREACHABLE'],
  ['ERR_SOCKET_CLOSED', 'E_RT_CMG_UNREACHABLE'],
  ['EPROTO', 'E_RT_CMG_UNREACHABLE'],
  ['HPE_INVALID_CONSTANT', 'E_RT_CMG_UNREACHABLE'],
  ['ECONNRESET', 'E_RT_CMG_UNREACHABLE'],
])('%s is %s', (code, expected) => {
  const error = Object.assign(new Error('words'), { code });
  expect(connectionError(error, 'gateway.contoso.test')).toMatchObject({
    code: expected,
    message: `gateway.contoso.test: ${code}: words`,
  });
});

test('an error without a code is a mistake, too', () => {
  expect(connectionError(new TypeError('x is not a function'), 'gateway.contoso.test')).toMatchObject({
    code: 'E_RT_DEFECT',
    message: 'gateway.contoso.test: x is not a function',
  });
});
