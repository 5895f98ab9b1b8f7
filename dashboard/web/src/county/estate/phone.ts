/** A number as people read it aloud: mainland numbers without the country code. Pure. */
export function phoneWords(phone: string): string {
  const mobile = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(phone);
  if (mobile !== null) return mobile.slice(1).join(' ');
  const landline = /^\+86(10|2\d|[3-9]\d{2})(\d{7,8})$/.exec(phone);
  return landline === null ? phone : `0${landline[1]} ${landline[2]}`;
}
