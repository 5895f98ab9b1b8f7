import { describe, expect, it } from 'vitest';
import { classifyEnd, redactAddresses } from '../../../../gateway/adapters/ffmpeg/classify.ts';

describe('classifyEnd', () => {
  it.each([
    ['[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized', 'CAMERA_UNAUTHORISED'],
    ['rtsp://h/: Server returned 404 Not Found', 'CAMERA_NOT_FOUND'],
    ['rtsp://h/: Server returned 5XX Server Error reply', 'CAMERA_UNAVAILABLE'],
    ['Connection to tcp://127.0.0.1:1 failed: Connection refused', 'CAMERA_REFUSED'],
    ['Connection to tcp://10.0.0.9:554 failed: No route to host', 'CAMERA_UNREACHABLE'],
    ["Stream map '0:v:0' matches no streams.", 'CAMERA_NOT_VIDEO'],
    ['something nobody has seen before', 'CAMERA_FAILED'],
  ])('%s', (text, code) => {
    expect(classifyEnd(text, false)).toBe(code);
  });

  it('takes the end of a stream that had pictures for an end, whatever it mumbled', () => {
    expect(classifyEnd('[h264 @ 0x1] Invalid data found when processing input', true)).toBe('CAMERA_ENDED');
  });
});

describe('redactAddresses', () => {
  it('hides the credentials of every address', () => {
    const text = redactAddresses(
      'rtsp://viewer:p%40ss@10.0.0.9/a: failed; rtsps://x@h/ too; tcp://10.0.0.9:554',
    );
    expect(text).toBe('rtsp://***@10.0.0.9/a: failed; rtsps://***@h/ too; tcp://10.0.0.9:554');
  });
});

describe('redactAddresses in parameters', () => {
  it('hides passwords that stand in the path', () => {
    expect(redactAddresses('rtsp://10.0.0.9/user=admin&password=hunter2&channel=1: failed')).toBe(
      'rtsp://10.0.0.9/user=***&password=***&channel=1: failed',
    );
  });
});
