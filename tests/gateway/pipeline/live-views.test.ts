/** Live views with the camera, the renderer and the line played by the test. */
import { expect, it, onTestFinished } from 'vitest';
import { readPiece } from '../../../edge-config/contracts/live-frames.ts';
import type { FeedMessage } from '../../../edge-config/contracts/live-video.ts';
import type {
  Feed,
  LivePicture,
  LiveSource,
  RenderedPicture,
  VideoSink,
} from '../../../gateway/live-ports.ts';
import { MAX_LAG_BYTES, SILENT_AFTER_MS } from '../../../gateway/pipeline/live-view.ts';
import { type LiveStart, LiveViews, type LiveViewsOptions } from '../../../gateway/pipeline/live-views.ts';
import { plainPicture } from '../../../gateway/pixels.ts';
import { FakeClock, settled } from '../../support/fake-clock.ts';

const FORMAT = { mime: 'video/mp4; codecs="avc1.64001f"', widthPx: 640, heightPx: 360 };

class HeldFeed implements Feed {
  bufferedBytes = 0;
  isClosed = false;
  readonly told: FeedMessage[] = [];
  readonly sent: string[] = [];
  closed: (why: string) => void = () => {};

  tell(message: FeedMessage): void {
    this.told.push(message);
  }
  send(piece: Uint8Array): void {
    const { kind, ageMs, payload } = readPiece(piece) ?? expect.unreachable();
    this.sent.push(`${kind}/${ageMs}/${Buffer.from(payload).toString()}`);
  }
  close(): void {
    this.isClosed = true;
    this.closed('closed');
  }
}

function setUp(more: Partial<LiveViewsOptions> = {}, source: Partial<LiveSource> = {}) {
  const clock = new FakeClock();
  const feeds: HeldFeed[] = [];
  const renders: { answer: (jpeg: string) => void }[] = [];
  const counts = { dropped: 0, views: 0 };
  const watched: {
    sink?: VideoSink;
    onPicture?: (picture: LivePicture) => void;
    kind?: string;
    stopped: number;
  } = {
    stopped: 0,
  };
  const stop = (): void => {
    watched.stopped += 1;
  };
  const camera: LiveSource = {
    fault: null,
    codec: 'h264',
    watchVideo: (sink) => {
      watched.sink = sink;
      return stop;
    },
    watchPictures: (kind, onPicture) => {
      Object.assign(watched, { kind, onPicture });
      return stop;
    },
    ...source,
  };
  const views = new LiveViews({
    console: {
      maxViews: 2,
      open: (_view, onClosed) => {
        const feed = new HeldFeed();
        feed.closed = onClosed;
        feeds.push(feed);
        return feed;
      },
    },
    isClearAllowed: true,
    sourceOf: (cameraId) => (cameraId === 'yard' ? camera : undefined),
    hasPrivacyZones: () => false,
    renderer: {
      renderLive: () =>
        new Promise<RenderedPicture>((resolve) => {
          renders.push({
            answer: (jpeg) => resolve({ jpeg: Buffer.from(jpeg), widthPx: 640, heightPx: 360 }),
          });
        }),
    },
    clock,
    hooks: {
      onCount: (count) => {
        counts.views = count;
      },
      onStarted: () => {},
      onEnded: () => {},
      onDropped: () => counts.dropped++,
      onTrouble: () => {},
    },
    ...more,
  });
  onTestFinished(() => views.stopAll());
  return { views, clock, feeds, renders, counts, watched };
}

function startOf(more: Partial<LiveStart> = {}): LiveStart {
  return {
    kind: 'live_start',
    commandId: '01K0000000000000000000000C',
    cameraId: 'yard',
    viewId: '01K0000000000000000000000V',
    token: 'x'.repeat(43),
    mode: 'clear',
    format: 'video',
    ...more,
  };
}

const OTHER = '01K0000000000000000000000W';
const THIRD = '01K0000000000000000000000X';

function pictureAt(clock: FakeClock, ageMs: number): LivePicture {
  const frame = { cameraId: 'yard', index: 0, streamTimeMs: 0, wallMs: clock.wallMs() - ageMs };
  return { frame: { ...frame, ...plainPicture(2, 2, 128) }, persons: [], privacyZones: [] };
}

it('says why there is no view', () => {
  expect(setUp().views.start(startOf({ cameraId: 'nowhere' }))).toBe('NOT_FOUND');
  expect(setUp({ console: null }).views.start(startOf())).toBe('LIVE_NOT_SET_UP');
  expect(setUp({ isClearAllowed: false }).views.start(startOf())).toBe('LIVE_REFUSED');
  expect(setUp({}, { fault: 'CAMERA_STALLED' }).views.start(startOf())).toBe('CAMERA_STALLED');
  const { views, feeds, counts } = setUp();
  expect(views.start(startOf())).toBeNull();
  // The same command again, as MQTT may deliver it.
  expect(views.start(startOf())).toBeNull();
  expect(views.start(startOf({ viewId: OTHER }))).toBeNull();
  expect(views.start(startOf({ viewId: THIRD }))).toBe('LIVE_TOO_MANY');
  expect([feeds.length, counts.views]).toEqual([2, 2]);
  views.stop(OTHER);
  expect(views.start(startOf({ viewId: THIRD }))).toBeNull();
});

it('describes the video, sends its pieces, and leaves out all until a keyframe while the line is busy', async () => {
  const { views, feeds, watched, counts } = setUp();
  views.start(startOf());
  await settled();
  const [feed] = feeds;
  const give = (kind: 'init' | 'keyframe' | 'fragment', name: string): void =>
    watched.sink?.onPiece({ kind, bytes: Buffer.from(name), ageMs: 40 }, FORMAT);
  give('init', 'i');
  give('keyframe', 'a');
  give('fragment', 'b');
  (feed as HeldFeed).bufferedBytes = MAX_LAG_BYTES + 1;
  give('fragment', 'c');
  give('keyframe', 'd');
  (feed as HeldFeed).bufferedBytes = 0;
  give('fragment', 'e');
  give('keyframe', 'f');
  give('fragment', 'g');
  expect(feed?.told).toEqual([{ kind: 'feed', format: 'video', ...FORMAT }]);
  expect(feed?.sent).toEqual([
    'init/40/i',
    'keyframe/40/a',
    'fragment/40/b',
    'keyframe/40/f',
    'fragment/40/g',
  ]);
  expect(counts.dropped).toBe(3);
  watched.sink?.onEnd();
  expect([feed?.told.at(-1), feed?.isClosed, counts.views]).toEqual([
    { kind: 'error', code: 'LIVE_ENDED' },
    true,
    0,
  ]);
});

it('renders one picture at a time, newest wins, at most five a second, and tells its age', async () => {
  const { views, clock, feeds, renders, watched, counts } = setUp();
  views.start(startOf({ mode: 'skeleton', format: 'jpeg' }));
  await settled();
  expect(watched.kind).toBe('judged');
  const give = (): void => watched.onPicture?.(pictureAt(clock, 300));
  give();
  give();
  expect(renders.length).toBe(1);
  for (let index = 0; index < 3; index += 1) {
    await clock.advance(200);
    give();
  }
  expect([renders.length, counts.dropped]).toEqual([1, 2]);
  renders[0]?.answer('one');
  await settled();
  expect(feeds[0]?.told).toEqual([
    { kind: 'feed', format: 'jpeg', mime: 'image/jpeg', widthPx: 640, heightPx: 360 },
  ]);
  expect(feeds[0]?.sent).toEqual(['jpeg/900/one']);
  renders[1]?.answer('newest');
  await settled();
  expect(feeds[0]?.sent.at(-1)).toBe('jpeg/300/newest');
});

it('ends when nothing comes, when the line closes, and when it is told to, and lets go of the camera each time', async () => {
  const { views, clock, feeds, watched, counts } = setUp();
  views.start(startOf());
  await clock.advance(SILENT_AFTER_MS - 1);
  expect(counts.views).toBe(1);
  await clock.advance(1);
  expect([counts.views, feeds[0]?.told, watched.stopped]).toEqual([
    0,
    [{ kind: 'error', code: 'LIVE_ENDED' }],
    1,
  ]);
  views.start(startOf({ viewId: OTHER }));
  await settled();
  feeds[1]?.closed('ECONNRESET');
  expect([counts.views, feeds[1]?.told, watched.stopped]).toEqual([0, [], 2]);
  views.start(startOf({ viewId: THIRD }));
  await settled();
  views.stop(THIRD);
  expect([counts.views, feeds[2]?.isClosed, watched.stopped]).toEqual([0, true, 3]);
});

it('ends at once when the ring holds nothing to begin with', async () => {
  const { views, feeds, counts } = setUp({}, { watchVideo: () => undefined });
  views.start(startOf());
  await settled();
  expect([counts.views, feeds[0]?.told]).toEqual([0, [{ kind: 'error', code: 'LIVE_UNAVAILABLE' }]]);
});
