/** One chart of ECharts for as long as its element lives: updated, never made anew. */
import { type EChartsCoreOption, type EChartsType, init } from 'echarts/core';
import { type RefObject, useEffect, useRef } from 'react';

/** @param optionOf its option for a text height in px; keep the same function while nothing changes. */
export function useChart(optionOf: (emPx: number) => EChartsCoreOption): RefObject<HTMLDivElement> {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const draw = useRef(() => {});
  draw.current = () => {
    if (element.current === null || chart.current === undefined) return;
    const emPx = Number.parseFloat(getComputedStyle(element.current).fontSize);
    chart.current.setOption(optionOf(emPx), { replaceMerge: ['series'] });
  };
  useEffect(() => {
    if (element.current === null) return;
    const made = init(element.current, null, { renderer: 'canvas' });
    chart.current = made;
    const observer = new ResizeObserver(() => {
      made.resize();
      draw.current();
    });
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn when what is drawn has changed.
  useEffect(() => draw.current(), [optionOf]);
  return element;
}
