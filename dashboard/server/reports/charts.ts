/** Charts of a report as pictures: drawn without a browser, as SVG, and made PNG for documents. */
import { BarChart, type BarSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption, LegendComponent } from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import sharp from 'sharp';
import type { Report } from '../../../edge-config/contracts/rest.ts';
import { type DocumentLanguage, word } from '../words.ts';
import { divisionName } from './phrases.ts';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

type Option = ComposeOption<BarSeriesOption | GridComponentOption>;

export interface Picture {
  readonly png: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

const WIDTH_PX = 640;
const HEIGHT_PX = 300;
/** So that print is sharp. */
const SCALE = 2;
const FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif';
const TOWNSHIPS = 12;

/** Alerts by day, stacked by type. */
export function daysChart({ days }: Pick<Report, 'days'>, language: DocumentLanguage): Promise<Picture> {
  const types = [...new Set(days.flatMap(({ byType }) => byType.map(({ name }) => name)))].sort();
  return draw({
    xAxis: { type: 'category', data: days.map(({ day }) => day.slice(5)) },
    yAxis: { type: 'value', minInterval: 1 },
    series: types.map((type) => ({
      type: 'bar',
      stack: 'type',
      name: word(language, `type.${type}`),
      data: days.map(({ byType }) => byType.find(({ name }) => name === type)?.figure.count ?? 0),
    })),
  });
}

/** Hours of blind cameras by township, longest first. */
export function blindChart({ parts }: Pick<Report, 'parts'>, language: DocumentLanguage): Promise<Picture> {
  const shown = [...parts]
    .filter(({ blindHours }) => blindHours > 0)
    .sort((a, b) => b.blindHours - a.blindHours)
    .slice(0, TOWNSHIPS);
  return draw({
    xAxis: {
      type: 'category',
      data: shown.map((part) => divisionName(part)[language]),
      axisLabel: { interval: 0, rotate: 30 },
    },
    yAxis: { type: 'value', name: 'h' },
    series: [{ type: 'bar', data: shown.map(({ blindHours }) => Math.round(blindHours * 10) / 10) }],
  });
}

async function draw(option: Option): Promise<Picture> {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH_PX, height: HEIGHT_PX });
  try {
    chart.setOption({
      ...{ animation: false, backgroundColor: '#fff', legend: { bottom: 0 } },
      grid: { left: 48, right: 16, top: 24, bottom: 64 },
      textStyle: { fontFamily: FONT },
      ...option,
    });
    const svg = Buffer.from(chart.renderToSVGString());
    const png = await sharp(svg, { density: 72 * SCALE })
      .png()
      .toBuffer();
    return { png, widthPx: WIDTH_PX, heightPx: HEIGHT_PX };
  } finally {
    chart.dispose();
  }
}
