/** Secrets as they come, none of which may be found in a log. */
export const secrets = {
  bearer: 'rc_live_51c0ffee',
  basic: 'dXNlcjpodW50ZXIy',
  webhook: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
  signature: 'f00dfacef00dface',
  credential: 'AKIAPLANTED%2F20261122%2Feu-central-1%2Fs3%2Faws4_request',
  session: 'IQoJb3JpZ2luX2VjPLANTED',
  cloudFront: 'cloudfrontSIGNED~-',
  policy: 'eyJTdGF0ZW1lbnQiOlPLANTED',
  keyPair: 'KPLANTEDPAIR',
  other: 'hunter2planted',
} as const;

/** What of a secret would be enough to know it again. */
export const traces = Object.values(secrets).map(
  (secret) => secret.replace(/^whsec_/u, '').split('%')[0] ?? '',
);

export const s3Url =
  `https://clips.s3.eu-central-1.amazonaws.com/uploads/clip.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256` +
  `&X-Amz-Credential=${secrets.credential}&X-Amz-Date=20261122T000000Z&X-Amz-Expires=43200` +
  `&X-Amz-Security-Token=${secrets.session}&X-Amz-SignedHeaders=host&X-Amz-Signature=${secrets.signature}`;

export const cloudFrontUrl = `https://d111.cloudfront.net/clip.mp4?Policy=${secrets.policy}&Signature=${secrets.cloudFront}&Key-Pair-Id=${secrets.keyPair}`;

/** Texts, each with a secret in it. */
export const texts: readonly string[] = [
  `authorization: Bearer ${secrets.bearer}`,
  `Authorization: ${secrets.other}`,
  `Authorization: Basic ${secrets.basic}`,
  `{"authorization":"Bearer ${secrets.bearer}","x":1}`,
  JSON.stringify(JSON.stringify({ Authorization: `Bearer ${secrets.bearer}`, 'x-api-key': secrets.other })),
  `the call with Bearer ${secrets.bearer} was refused`,
  `bearer%20${secrets.bearer}`,
  `AWS4-HMAC-SHA256 Credential=${decodeURIComponent(secrets.credential)}, SignedHeaders=host, Signature=${secrets.signature}`,
  `the endpoint's secret is ${secrets.webhook}.`,
  `could not read ${s3Url}`,
  `could not read <${s3Url}>, (${cloudFrontUrl}), "${cloudFrontUrl}#${secrets.other}"`,
  `GET ${new URL(s3Url).pathname}${new URL(s3Url).search} HTTP/1.1`,
  `https://console.example/?next=${encodeURIComponent(s3Url)}`,
  encodeURIComponent(s3Url),
  encodeURIComponent(encodeURIComponent(cloudFrontUrl)),
  `http://user:${secrets.other}@example.com/clip.mp4`,
  `https://example.com/clip.mp4?sig=${secrets.signature}`,
  `https://example.com/clip.mp4#access_token=${secrets.other}`,
  `RUNCOMFY_TOKEN=${secrets.bearer} npm start`,
  `{ token: '${secrets.other} and ${secrets.signature}', password: "${secrets.other}" }`,
  `token = ${secrets.other}`,
  `set-cookie: session=${secrets.other}`,
  `{ 'set-cookie': [ 'a=1', 'session=${secrets.other}' ], authorization: [ '${secrets.other}' ] }`,
];

/** Fields whose names say that they hold a secret. */
export const fields: Readonly<Record<string, unknown>> = {
  authorization: secrets.other,
  Authorization: [secrets.other],
  token: secrets.other,
  claimToken: secrets.other,
  providerSecret: { value: secrets.other },
  client_secret: Buffer.from(secrets.other),
  'x-api-key': secrets.other,
  'Set-Cookie': secrets.other,
  'X-Amz-Security-Token': secrets.session,
  secretAccessKey: secrets.other,
  password: 1,
};
