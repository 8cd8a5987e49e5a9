/**
 * Where this page's own server shows what an edit names by `address`: samples, and what was uploaded to the edition on
 * this machine. Undefined for whatever lies elsewhere. @param origin of the page: `http://127.0.0.1:4700`
 */
export const ownAddress = (address: string, origin: string): string | undefined => {
  if (address.startsWith(`${origin}/`)) return address;
  const key = address.startsWith(localBucket) ? address.slice(localBucket.length) : '';
  return key === '' ? undefined : `${origin}/files/${key.split('/').map(encodeURIComponent).join('/')}`;
};

const localBucket = 's3://local/';
