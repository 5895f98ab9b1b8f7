/** `shouwang replay`: each file by what it is. */
import { extname } from 'node:path';
import type { ReplayCommand } from './replay-options.ts';
import { replayScenarios } from './replay-scenarios.ts';
import { replayVideos } from './replay-videos.ts';

export async function run(files: readonly string[], command: ReplayCommand): Promise<void> {
  const isScenario = (file: string): boolean => ['.yaml', '.yml'].includes(extname(file).toLowerCase());
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const scenarios = files.filter(isScenario);
  const videos = files.filter((file) => !isScenario(file));
  if (scenarios.length > 0) await replayScenarios(scenarios, command, stopping.signal);
  if (videos.length > 0) await replayVideos(videos, command, stopping.signal);
}
