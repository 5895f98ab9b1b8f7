/** How a number stands in the configuration. */
import { z } from 'zod';

/** A number with its unit, range and default, as every setting has them. */
export const number = (
  title: string,
  unit: string,
  description: string,
  range: [number, number],
  preset: number,
) => quantity(title, unit, description, range).default(preset);

/** The same without a default. */
export const quantity = (title: string, unit: string, description: string, range: [number, number]) =>
  z.number().min(range[0]).max(range[1]).meta({ title, unit, description });
