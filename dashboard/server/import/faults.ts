/** Faults that several kinds of files share. */
import type { Fault } from './bad-rows.ts';

export const REQUIRED: Fault = {
  reason: { zh: '没有填写', en: 'it is empty' },
  fix: { zh: '填写这一格', en: 'fill in this cell' },
};

export const NO_CODE: Fault = {
  reason: { zh: '不是区划代码', en: 'it is no division code' },
  fix: {
    zh: '用 4、6、9 或 12 位数字；在 Excel 里把这一列设为“文本”',
    en: 'use 4, 6, 9 or 12 digits; in Excel format the column as text',
  },
};

export const UNKNOWN_DIVISION: Fault = {
  reason: { zh: '没有这个区划', en: 'this division is not known' },
  fix: { zh: '更正代码，或先导入区划', en: 'correct the code, or import the divisions first' },
};

export const OUTSIDE: Fault = {
  reason: { zh: '不在您的辖区内', en: 'it does not lie in your division' },
  fix: { zh: '删去此行，或请上级管理员导入', en: 'remove the row, or ask an administrator above you' },
};

export const NO_PHONE: Fault = {
  reason: { zh: '不是电话号码', en: 'it is no phone number' },
  fix: {
    zh: '手机 11 位；座机带区号，如 0856-5200000；境外号码以 + 开头',
    en: 'a mobile of 11 digits; a landline with its area code, such as 0856-5200000; others with +',
  },
};

/** Such as 1.38E+10: the last digits are lost. */
export const EXCEL_NUMBER: Fault = {
  reason: {
    zh: 'Excel 把它改成了科学记数，末尾数字已丢失',
    en: 'Excel rounded it: its last digits are lost',
  },
  fix: { zh: '把这一列设为“文本”，重新输入', en: 'format the column as text and type it anew' },
};

export function looksRounded(cell: string): boolean {
  return /^\d(?:\.\d+)?E\+?\d+$/i.test(cell);
}

export function twice(firstLine: number): Fault {
  return {
    reason: { zh: `与第 ${firstLine} 行重复`, en: `it stands already in line ${firstLine}` },
    fix: { zh: '只保留一行', en: 'keep one of them' },
  };
}

export function tooLong(limit: number): Fault {
  return {
    reason: { zh: `超过 ${limit} 个字`, en: `it is longer than ${limit} characters` },
    fix: { zh: '写短一些', en: 'shorten it' },
  };
}
