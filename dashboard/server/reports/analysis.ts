/** The figures of a report in words: the situation, the answers, false alarms and cameras, places, what is open. Pure. */
import type { BilingualText } from '../../../edge-config/contracts/errors.ts';
import type { Report, ScopeReport } from '../../../edge-config/contracts/rest.ts';
import {
  change,
  counts,
  divisionName,
  gradeName,
  joined,
  kpiLimit,
  kpiName,
  kpiValue,
  metName,
  percent,
  periodName,
  rounded,
  stageName,
  text,
  took,
} from './phrases.ts';

type Figures = Omit<Report, 'analysis'>;

/** Places that are named one by one. */
const NAMED = 3;

export function analyse(report: Figures): Report['analysis'] {
  return [
    { title: text('总体情况', 'The situation'), paragraphs: situation(report) },
    { title: text('处置情况', 'How alerts were answered'), paragraphs: answers(report) },
    { title: text('误报与设备', 'False alarms and cameras'), paragraphs: devices(report) },
    { title: text('重点乡镇与家庭', 'Townships and households'), paragraphs: places(report) },
    { title: text('未办结事项', 'What is open'), paragraphs: openItems(report) },
  ];
}

function situation(report: Figures): BilingualText[] {
  const { before, whole } = report;
  const [name, period] = [divisionName(whole), periodName(report)];
  const running = report.isRunning
    ? text(
        '（本期未结束，环比按上期同样长的时间计算）',
        ' (still running; compared with as much of the period before)',
      )
    : text('', '');
  const total = whole.total.count;
  if (total === 0) {
    const compared = change(0, before.total.count);
    return [
      text(
        `${period.zh}，${name.zh}没有发生预警，${compared.zh}${running.zh}。没有预警不等于平安，请一并查看摄像头失效情况。${apart(whole).zh}`,
        `${name.en}, ${period.en}: no alerts, ${compared.en}${running.en}. No alert does not mean that all is well: see which cameras were blind. ${apart(whole).en}`,
      ),
    ];
  }
  const compared = change(total, before.total.count);
  const [types, severities] = [counts('type', whole.byType), counts('severity', whole.bySeverity)];
  const { outcomes } = whole;
  const rate = whole.falseRate === null ? text('无数据', 'no data') : both(percent(whole.falseRate));
  return [
    text(
      `${period.zh}，${name.zh}共发生预警 ${total} 条，${compared.zh}${running.zh}。按类型：${types.zh}。按等级：${severities.zh}。`,
      `${name.en}, ${period.en}: ${total} alerts, ${compared.en}${running.en}. By type: ${types.en}. By severity: ${severities.en}.`,
    ),
    text(
      `其中属实 ${outcomes.true.count} 条，误报 ${outcomes.false.count} 条（误报率 ${rate.zh}，误报${change(outcomes.false.count, before.outcomes.false.count).zh}），测试 ${outcomes.test.count} 条，未办结 ${outcomes.open.count} 条。${apart(whole).zh}`,
      `True ${outcomes.true.count}, false ${outcomes.false.count} (false rate ${rate.en}; ${change(outcomes.false.count, before.outcomes.false.count).en}), closed as a test ${outcomes.test.count}, open ${outcomes.open.count}. ${apart(whole).en}`,
    ),
  ];
}

function apart({ exercises, merged, tests }: ScopeReport): BilingualText {
  return text(
    `另有演练 ${exercises.count} 条、测试 ${tests.count} 条、重复并入 ${merged.count} 条，均不计入。`,
    `Not counted: drills ${exercises.count}, tests ${tests.count}, merged ${merged.count}.`,
  );
}

function answers({ whole }: Figures): BilingualText[] {
  const kpis = whole.kpis.filter(({ key }) => key !== 'falsePerCameraMonth');
  const told = kpis.map((kpi) => {
    const part = kpi.of === null ? '' : `${kpi.counted.count}/${kpi.of.count}，`;
    return text(
      `${kpiName(kpi).zh} ${kpiValue(kpi).zh}（${part}要求 ${kpiLimit(kpi).zh}，${metName(kpi).zh}）`,
      `${kpiName(kpi).en} ${kpiValue(kpi).en} (${part.replace('，', ', ')}limit ${kpiLimit(kpi).en}, ${metName(kpi).en})`,
    );
  });
  const grade = gradeName(whole.grade);
  const graded =
    whole.grade === null
      ? text(
          '本期没有需要立即受理的预警，不评定等级。',
          'No alert asked for an answer at once: there is no grade.',
        )
      : text(`考核等级：${grade.zh}。`, `Grade: ${grade.en}.`);
  const stages = whole.stages
    .filter(({ p50S }) => p50S !== null)
    .map(({ p50S, p95S, stage }) => {
      const [name, middle, most] = [stageName(stage), took(p50S), took(p95S)];
      return text(
        `${name.zh}半数在 ${middle.zh}、95% 在 ${most.zh}以内`,
        `${name.en}: half within ${middle.en}, 95% within ${most.en}`,
      );
    });
  return [
    text(
      `${told.map(({ zh }) => zh).join('；')}。${graded.zh}`,
      `${told.map(({ en }) => en).join('; ')}. ${graded.en}`,
    ),
    ...(stages.length === 0
      ? []
      : [text(`${stages.map(({ zh }) => zh).join('；')}。`, `${stages.map(({ en }) => en).join('; ')}.`)]),
  ];
}

function devices({ before, blindCameras, falseCameras, whole }: Figures): BilingualText[] {
  const perMonth = whole.kpis.find(({ key }) => key === 'falsePerCameraMonth');
  const rate =
    perMonth === undefined
      ? text('', '')
      : text(
          `，误报每摄像头每月 ${kpiValue(perMonth).zh}（要求 ${kpiLimit(perMonth).zh}，${metName(perMonth).zh}）`,
          `, false alarms per camera-month ${kpiValue(perMonth).en} (limit ${kpiLimit(perMonth).en}, ${metName(perMonth).en})`,
        );
  const repeated = joined(
    falseCameras.slice(0, NAMED).map(({ division, figure, label }) => {
      const where = division.names.at(-1) ?? division.code;
      return text(`${where} ${label}（${figure.count} 条）`, `${where} ${label} (${figure.count})`);
    }),
  );
  const blind = joined(
    blindCameras.slice(0, NAMED).map(({ division, hours, label }) => {
      const where = division.names.at(-1) ?? division.code;
      return text(`${where} ${label}（${rounded(hours)} 小时）`, `${where} ${label} (${rounded(hours)} h)`);
    }),
  );
  return [
    text(`共有摄像头 ${whole.cameras} 路${rate.zh}。`, `${whole.cameras} cameras${rate.en}.`),
    falseCameras.length === 0
      ? text('没有误报三次以上的摄像头。', 'No camera had three false alarms.')
      : text(
          `误报三次以上的摄像头 ${falseCameras.length} 路：${repeated.zh}，建议检查角度与区域设置。`,
          `Cameras with three or more false alarms: ${falseCameras.length}: ${repeated.en}. Look at their view and zones.`,
        ),
    text(
      `画面失效合计 ${rounded(whole.blindHours)} 小时（上期 ${rounded(before.blindHours)} 小时）${blind.zh === '' ? '' : `，最长的是：${blind.zh}`}。失效期间情况未知。`,
      `Cameras were blind for ${rounded(whole.blindHours)} h together (${rounded(before.blindHours)} h in the period before)${blind.en === '' ? '' : `, longest: ${blind.en}`}. What happened meanwhile is unknown.`,
    ),
  ];
}

const GRADE_ORDER = ['fail', 'pass', 'good', 'excellent'] as const;

function places({ households, parts }: Figures): BilingualText[] {
  const most = [...parts]
    .filter(({ total }) => total.count > 0)
    .sort((a, b) => b.total.count - a.total.count)
    .slice(0, NAMED);
  const worst = [...parts]
    .flatMap((part) => (part.grade === 'fail' || part.grade === 'pass' ? { part, grade: part.grade } : []))
    .sort((a, b) => GRADE_ORDER.indexOf(a.grade) - GRADE_ORDER.indexOf(b.grade))
    .slice(0, NAMED);
  const counted = (count: number) => ({ zh: `（${count} 条）`, en: ` (${count})` });
  const townships = joined(most.map((part) => after(divisionName(part), counted(part.total.count))));
  const graded = joined(
    worst.map(({ grade, part }) => {
      const name = gradeName(grade);
      return after(divisionName(part), text(`（${name.zh}）`, ` (${name.en})`));
    }),
  );
  const homes = joined(
    households.slice(0, NAMED).map(({ figure, label }) => after(both(label), counted(figure.count))),
  );
  return [
    ...(most.length === 0
      ? []
      : [text(`预警较多的乡镇：${townships.zh}。`, `Townships with most alerts: ${townships.en}.`)]),
    ...(worst.length === 0
      ? []
      : [text(`等级较低的乡镇：${graded.zh}。`, `Townships with a low grade: ${graded.en}.`)]),
    households.length === 0
      ? text('没有预警两次以上的家庭。', 'No household had two alerts.')
      : text(
          `预警最多的家庭：${homes.zh}，建议走访。`,
          `Households with most alerts: ${homes.en}. A visit is advised.`,
        ),
  ];
}

function openItems({ whole }: Figures): BilingualText[] {
  const { late, outcomes } = whole;
  return [
    outcomes.open.count === 0
      ? text('本期预警全部办结。', 'Every alert of the period is closed.')
      : text(
          `未办结预警 ${outcomes.open.count} 条，请逐条核实并办结。`,
          `${outcomes.open.count} alerts are open: look into each and close it.`,
        ),
    ...(late.count === 0
      ? []
      : [
          text(
            `断网后补传（迟到）${late.count} 条，请检查相关网关的网络。`,
            `${late.count} alerts came late after an outage: check the network of their gateways.`,
          ),
        ]),
  ];
}

function both(plain: string): BilingualText {
  return text(plain, plain);
}

function after(first: BilingualText, second: BilingualText): BilingualText {
  return text(first.zh + second.zh, first.en + second.en);
}
