/** A report as a document in the order of official papers: title, unit and date, sections 一、二、三, tables, charts. */
import {
  AlignmentType,
  convertMillimetersToTwip,
  Document,
  Footer,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Report, ScopeReport } from '../../../edge-config/contracts/rest.ts';
import { chinaDay } from '../../domain/report/period.ts';
import type { DocumentLanguage } from '../words.ts';
import { blindChart, daysChart, type Picture } from './charts.ts';
import {
  divisionName,
  gradeName,
  kindName,
  kpiLimit,
  kpiName,
  kpiValue,
  metName,
  percent,
  periodName,
  rounded,
  stageName,
  took,
} from './phrases.ts';

/** Sizes in half-points: 二号, 三号 and 小四 of official papers. */
const SIZE = { title: 44, heading: 32, body: 28, table: 21 } as const;
/** Faces of official papers; a machine without them shows its own. */
const FACE = { body: 'FangSong', title: 'SimSun', heading: 'SimHei' } as const;
const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'] as const;
const MARGIN_MM = { top: 37, bottom: 35, left: 28, right: 26 } as const;

interface DocumentOrder {
  readonly language: DocumentLanguage;
  readonly nowMs: number;
}

export async function documentOf(report: Report, { language, nowMs }: DocumentOrder): Promise<Buffer> {
  const words = WORDS[language];
  let numbered = 0;
  const heading = (title: string): Paragraph => {
    const numeral = language === 'zh' ? `${NUMERALS[numbered] ?? numbered + 1}、` : `${numbered + 1}. `;
    numbered += 1;
    return new Paragraph({
      spacing: { before: 240, after: 120 },
      keepNext: true,
      children: [run(`${numeral}${title}`, { size: SIZE.heading, font: FACE.heading })],
    });
  };
  const analysed = report.analysis.flatMap(({ paragraphs, title }) => [
    heading(title[language]),
    ...paragraphs.map((paragraph) => bodyText(paragraph[language])),
  ]);
  const conclusion = report.conclusion?.text ?? '';
  const children = [
    ...headOf(report, language, nowMs),
    ...analysed,
    heading(words.conclusion),
    ...(conclusion === '' ? [bodyText(words.noConclusion)] : conclusion.split('\n').map(bodyText)),
    heading(words.figures),
    ...(await figuresOf(report, language)),
  ];
  const document = new Document({
    creator: words.creator,
    title: titleOf(report, language),
    styles: { default: { document: { run: { font: faces(FACE.body), size: SIZE.body } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
            margin: Object.fromEntries(
              Object.entries(MARGIN_MM).map(([side, mm]) => [side, convertMillimetersToTwip(mm)]),
            ),
          },
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], size: SIZE.table })],
              }),
            ],
          }),
        },
        children,
      },
    ],
  });
  return Packer.toBuffer(document);
}

function titleOf(report: Report, language: DocumentLanguage): string {
  const [name, kind] = [divisionName(report.whole)[language], kindName(report.kind)[language]];
  return language === 'zh' ? `${name}守望预警${kind}` : `Shouwang alerts of ${name}: ${kind.toLowerCase()}`;
}

function headOf(report: Report, language: DocumentLanguage, nowMs: number): Paragraph[] {
  const words = WORDS[language];
  const name = divisionName(report.whole)[language];
  const running = report.isRunning ? words.running : '';
  return [
    centred(titleOf(report, language), { size: SIZE.title, font: FACE.title, bold: true }),
    centred(`（${periodName(report)[language]}${running}）`, { size: SIZE.heading }),
    centred(`${name}${words.unit}　　${chinaDay(nowMs)}`, { size: SIZE.body }),
  ];
}

async function figuresOf(report: Report, language: DocumentLanguage): Promise<(Paragraph | Table)[]> {
  const words = WORDS[language];
  const { whole } = report;
  const hasAlerts = report.days.some(({ byType }) => byType.length > 0);
  const hasBlind = report.parts.some(({ blindHours }) => blindHours > 0);
  return [
    caption(words.kpis),
    table([
      words.kpiHead,
      ...whole.kpis.map((kpi) => [kpiName, kpiValue, kpiLimit, metName].map((of) => of(kpi)[language])),
    ]),
    caption(words.stages),
    table([
      words.stageHead,
      ...whole.stages.map(({ p50S, p95S, reached, stage }) => [
        stageName(stage)[language],
        String(reached.count),
        ...[took(p50S), took(p95S)].map((time) => time[language]),
      ]),
    ]),
    ...(report.parts.length === 0
      ? []
      : [
          caption(words.townships),
          table([words.townshipHead, ...report.parts.map((part) => township(part, language))]),
        ]),
    ...(hasAlerts && report.kind !== 'day'
      ? [caption(words.byDay), picture(await daysChart(report, language))]
      : []),
    ...(hasBlind ? [caption(words.blind), picture(await blindChart(report))] : []),
  ];
}

function township(part: ScopeReport, language: DocumentLanguage): string[] {
  const { blindHours, falseRate, outcomes, total } = part;
  return [
    divisionName(part)[language],
    ...[total, outcomes.true, outcomes.false, outcomes.open].map(({ count }) => String(count)),
    falseRate === null ? '—' : percent(falseRate),
    rounded(blindHours),
    gradeName(part.grade)[language],
  ];
}

interface Run {
  readonly size: number;
  readonly font?: string;
  readonly bold?: boolean;
}

function run(text: string, { bold = false, font = FACE.body, size }: Run): TextRun {
  return new TextRun({ text, size, bold, font: faces(font) });
}

/** Chinese in the face of official papers, figures and Latin letters in theirs. */
function faces(eastAsia: string) {
  return { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia };
}

function centred(text: string, style: Run): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { after: 160 },
    children: [run(text, style)],
  });
}

function bodyText(text: string): Paragraph {
  return new Paragraph({
    // Two characters in, 28 points a line, as official papers have it.
    indent: { firstLine: SIZE.body * 20 },
    spacing: { line: 560, lineRule: 'exact' },
    children: [run(text, { size: SIZE.body })],
  });
}

function caption(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: 240, after: 80 },
    keepNext: true,
    children: [run(text, { size: SIZE.table, font: FACE.heading })],
  });
}

/** The first row is the head: it stands again on each page. */
function table(rows: readonly (readonly string[])[]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (cells, index) =>
        new TableRow({
          tableHeader: index === 0,
          cantSplit: true,
          children: cells.map(
            (cell) =>
              new TableCell({
                margins: { top: 40, bottom: 40, left: 80, right: 80 },
                children: [
                  new Paragraph({
                    alignment: AlignmentType.CENTER,
                    children: [run(cell, { size: SIZE.table, bold: index === 0 })],
                  }),
                ],
              }),
          ),
        }),
    ),
  });
}

function picture({ heightPx, png, widthPx }: Picture): Paragraph {
  const shrink = 560 / widthPx;
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [
      new ImageRun({
        type: 'png',
        data: png,
        transformation: { width: widthPx * shrink, height: heightPx * shrink },
      }),
    ],
  });
}

const WORDS = {
  zh: {
    creator: '守望',
    unit: '综治中心',
    running: '，截至目前',
    conclusion: '研判意见',
    noConclusion: '（无）',
    figures: '附表与附图',
    kpis: '附表 1　考核指标',
    kpiHead: ['指标', '实际', '要求', '结果'],
    stages: '附表 2　各环节用时',
    stageHead: ['环节', '条数', '半数以内', '95% 以内'],
    townships: '附表 3　各乡镇（街道）情况',
    townshipHead: ['乡镇（街道）', '预警', '属实', '误报', '未办结', '误报率', '失效（小时）', '等级'],
    byDay: '附图　每日预警',
    blind: '附图　各乡镇画面失效时长（小时）',
  },
  en: {
    creator: 'Shouwang',
    unit: ' governance centre',
    running: ', until now',
    conclusion: 'Conclusion',
    noConclusion: '(none)',
    figures: 'Tables and charts',
    kpis: 'Table 1. Limits',
    kpiHead: ['Figure', 'Value', 'Limit', 'Result'],
    stages: 'Table 2. How long each stage took',
    stageHead: ['Stage', 'Alerts', 'Half within', '95% within'],
    townships: 'Table 3. Townships',
    townshipHead: ['Township', 'Alerts', 'True', 'False', 'Open', 'False rate', 'Blind (h)', 'Grade'],
    byDay: 'Chart. Alerts by day',
    blind: 'Chart. Blind cameras by township (h)',
  },
} as const;
