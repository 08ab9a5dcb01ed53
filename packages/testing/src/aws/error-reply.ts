import { type AwsService, type CallError, REQUEST_ID, type Reply } from './reply.ts';
import { escapeXml } from './xml.ts';

/** An error in the words of its service. */
export function errorReply(service: AwsService, { status, code, message }: Pick<CallError, 'status' | 'code' | 'message'>): Reply {
  const latencyMs = 20;
  const text = escapeXml(message);
  if (service === 'ec2') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${text}</Message></Error></Errors><RequestID>${REQUEST_ID}</RequestID></Response>`;
    return { status, type: 'text/xml;charset=UTF-8', body, latencyMs };
  }
  if (service === 'sts') {
    const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`;
    return { status, type: 'text/xml;charset=UTF-8', body, latencyMs };
  }
  const type = service === 'pricing' ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0';
  return { status, type, body: JSON.stringify({ __type: `com.amazonaws.example#${code}`, message }), latencyMs };
}
