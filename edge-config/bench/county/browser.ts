/** A signed-in browser for the bench. */
import type { Browser, BrowserContext } from 'playwright-core';
import type { CountyUnderTest } from './county.ts';

export async function withBrowser<T>(
  chromium: string,
  { consoleUrl, cookie }: CountyUnderTest,
  work: (context: BrowserContext, browser: Browser) => Promise<T>,
): Promise<T> {
  const playwright = await import('playwright-core');
  const browser = await playwright.chromium.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: consoleUrl }]);
    return await work(context, browser);
  } finally {
    await browser.close();
  }
}
