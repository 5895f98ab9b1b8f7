/** Runs a service until it is told to stop: Ctrl-C, SIGTERM, or the end of the process that started it. */
export async function untilStopped(
  start: (signal: AbortSignal) => Promise<() => Promise<void>>,
): Promise<void> {
  const stopping = new AbortController();
  const asked = new Promise<void>((resolve) => {
    const ask = (): void => {
      stopping.abort();
      resolve();
    };
    process.once('SIGINT', ask);
    process.once('SIGTERM', ask);
    // Only set when a parent holds the other end, as the demo does.
    if (process.channel) process.once('disconnect', ask);
  });
  const stop = await start(stopping.signal);
  await asked;
  await stop();
  if (process.channel) process.disconnect();
}
