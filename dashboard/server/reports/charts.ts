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
/** Single quotes: the names stand in an attribute. */
const FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif";
const TOWNSHIPS = 12;

/** Alerts by day, stacked by type. */
export async function daysChart(
  { days }: Pick<Report, 'days'>,
  language: DocumentLanguage,
): Promise<Picture> {
  const shown = (await drawsChinese()) ? language : 'en';
  const types = [...new Set(days.flatMap(({ byType }) => byType.map(({ name }) => name)))].sort();
  return draw({
    xAxis: { type: 'category', data: days.map(({ day }) => day.slice(5)) },
    yAxis: { type: 'value', minInterval: 1 },
    series: types.map((type) => ({
      type: 'bar',
      stack: 'type',
      name: word(shown, `type.${type}`),
      data: days.map(({ byType }) => byType.find(({ name }) => name === type)?.figure.count ?? 0),
    })),
  });
}

/** Hours of blind cameras by township, longest first. */
export async function blindChart({ parts }: Pick<Report, 'parts'>): Promise<Picture> {
  const isNamed = await drawsChinese();
  const shown = [...parts]
    .filter(({ blindHours }) => blindHours > 0)
    .sort((a, b) => b.blindHours - a.blindHours)
    .slice(0, TOWNSHIPS);
  return draw({
    xAxis: {
      type: 'category',
      data: shown.map((part) => (isNamed ? divisionName(part).zh : part.division.code)),
      axisLabel: { interval: 0, rotate: 30 },
    },
    yAxis: { type: 'value', name: 'h' },
    series: [{ type: 'bar', data: shown.map(({ blindHours }) => Math.round(blindHours * 10) / 10) }],
  });
}

let chinese: Promise<boolean> | undefined;

/** Whether this machine has a face for Chinese: without one, all characters are the same empty box. */
function drawsChinese(): Promise<boolean> {
  const drawn = (sign: string): Promise<Buffer> => {
    const text = `<text x="2" y="24" font-size="24" font-family="${FONT}">${sign}</text>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">${text}</svg>`;
    return sharp(Buffer.from(svg)).raw().toBuffer();
  };
  chinese ??= Promise.all([drawn('预'), drawn('警')]).then(([one, other]) => !one.equals(other));
  return chinese;
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
