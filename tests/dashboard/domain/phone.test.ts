import { describe, expect, it } from 'vitest';
import { normalisePhone, phoneEnding } from '../../../dashboard/domain/phone.ts';

describe('a phone number', () => {
  it.each([
    ['13800000000', '+8613800000000'],
    [' 138-0000-0000 ', '+8613800000000'],
    ['+86 138 0000 0000', '+8613800000000'],
    ['0086 13800000000', '+8613800000000'],
    ['１３８００００００００', '+8613800000000'],
    ['0856-5200000', '+868565200000'],
    ['(0856) 5200000', '+868565200000'],
    ['+86 856 5200000', '+868565200000'],
    ['010 6000 0000', '+861060000000'],
    ['0851–85200000', '+8685185200000'],
    ['+1 202 555 0123', '+12025550123'],
  ])('%s is kept as %s', (written, kept) => {
    expect(normalisePhone(written)).toBe(kept);
  });

  it.each([
    ...['', '110', '1380000000', '138000000000', '12800000000', '5200000', '0856-520', '1.38E+10'],
    ...['+86 1', '+0123456789', '+1234567890123456', '女儿', '13800000000 转 2', '+86856520000000'],
  ])('%s is none', (written) => {
    expect(normalisePhone(written)).toBeUndefined();
  });

  it('is the same when it is read again', () => {
    for (const written of ['13800000000', '0856-5200000', '010-60000000', '+12025550123']) {
      const kept = normalisePhone(written) ?? '';
      expect(normalisePhone(kept)).toBe(kept);
    }
  });

  it('shows its last two digits only', () => {
    expect(phoneEnding('+8613800000021')).toBe('21');
    expect(phoneEnding(null)).toBeNull();
  });
});
