/** As S3 wants the source of a copy to be written, whatever its key holds. */
export const copySource = (bucket: string, key: string): string =>
  [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
