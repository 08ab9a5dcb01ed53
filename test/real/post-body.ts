/** Posts one body of an agent. Throws when it is not taken whole. */
export async function postBody(url: string, body: object): Promise<void> {
  const answer = await fetch(`${url}/api/v1/telemetry/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 200 || !text.includes('"rejected":[]')) throw new Error(`not taken (${answer.status}): ${text.slice(0, 300)}`);
}
