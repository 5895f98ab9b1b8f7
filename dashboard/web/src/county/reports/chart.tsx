import { BarChart, type BarSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  TooltipComponent,
} from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export type ChartOption = ComposeOption<BarSeriesOption | GridComponentOption>;

/** Of the page: county.css. */
const TEXT = '#c6d1dc';
const LINE = '#263545';

interface ChartProps {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly option: ChartOption;
  /** Where a click on a bar leads; undefined: nowhere. */
  readonly linkOf: (seriesIndex: number, dataIndex: number) => string | undefined;
}

export function Chart({ label, linkOf, option }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const follow = useRef(linkOf);
  follow.current = linkOf;
  useEffect(() => {
    if (box.current === null) return;
    const chart = init(box.current);
    chart.setOption({
      animation: false,
      textStyle: { color: TEXT, fontSize: 13 },
      tooltip: { trigger: 'axis', confine: true },
      legend: { type: 'scroll', bottom: 0, textStyle: { color: TEXT }, pageTextStyle: { color: TEXT } },
      grid: { left: 8, right: 8, top: 16, bottom: 36, containLabel: true },
      ...option,
    });
    chart.on('click', ({ dataIndex, seriesIndex }) => {
      const link = follow.current(seriesIndex ?? 0, dataIndex);
      if (link !== undefined) navigate(link);
    });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [option, navigate]);
  return <div ref={box} className="chart" role="img" aria-label={label} />;
}

/** An axis in the colours of the page. */
export const AXIS = {
  axisLabel: { color: TEXT, hideOverlap: true },
  axisLine: { lineStyle: { color: LINE } },
  splitLine: { lineStyle: { color: LINE } },
} as const;
