/**
 * Calls `leave` when this process is told to end: by SIGINT or SIGTERM, or since npm, which started it, has ended. npm that
 * is told to end ends the shell between, which does not pass it on.
 */
export const onLeaving = (leave: (why: string) => void): void => {
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    leave('npm has ended');
  }, 500);
  watch.unref();
};
