import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../dashboard/web/src/shared/api.ts';
import { faultOf } from '../../../dashboard/web/src/shared/faults.ts';

describe('what is no success', () => {
  const told = {
    code: 'NOT_FOUND',
    message: { zh: '没有这条记录', en: 'There is no such record' },
    remedy: { zh: '请刷新', en: 'Reload' },
    detail: 'alert',
    issues: [],
  };

  it('is told in the words of the console', async () => {
    const error = await refusalOf(Response.json(told, { status: 404 }));
    expect(error).toMatchObject({ status: 404, body: told });
    expect(faultOf(error, 'en')).toEqual({ code: 'NOT_FOUND', meaning: told.message.en, remedy: 'Reload' });
  });

  it.each([
    ['a server that is going down', { statusCode: 503, error: 'Service Unavailable', message: 'closing' }],
    ['a part of an answer', { ...told, issues: undefined }],
    ['words in one language', { ...told, message: { zh: '没有这条记录' } }],
    ['nothing', null],
  ])('is no connection when %s answers', async (_, body) => {
    const error = await refusalOf(Response.json(body, { status: 503 }));
    expect(error).toMatchObject({ status: 503, body: undefined });
    expect(faultOf(error, 'en').meaning).toBe('The console cannot be reached');
  });

  it('is no connection when a proxy answers with a page', async () => {
    const error = await refusalOf(new Response('<h1>502 Bad Gateway</h1>', { status: 502 }));
    expect(error).toMatchObject({ status: 502, body: undefined });
  });
});
