/** From the address to alerts on the screen, in a browser that has nothing kept. */
import { withBrowser } from './browser.ts';
import type { CountyUnderTest } from './county.ts';
import { type Figure, figure, percentile } from './report.ts';

const TIMES = 5;
const LIMIT_MS = 1500;

export async function measureFirstPage(
  county: CountyUnderTest,
  { chromium }: { readonly chromium: string },
): Promise<Figure[]> {
  const tookMs: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    await withBrowser(chromium, county, async (context) => {
      const page = await context.newPage();
      await page.goto(county.consoleUrl, { waitUntil: 'commit' });
      await page.locator('[data-alert-id]').first().waitFor();
      // Since the navigation began, by the page's own clock.
      tookMs.push(await page.evaluate(() => performance.now()));
    });
  }
  return [figure('first page, median', percentile(tookMs, 0.5), 'ms', LIMIT_MS)];
}
