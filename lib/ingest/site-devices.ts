import { isDeviceMeter, type MeterModel, type SiteModel } from "../site/site-model";
import { bookOf, type DeviceBook, type DeviceMeter } from "./device-book";
import { compileMapping } from "./field-mapping";
import { compileDecoder } from "./payload-decoder";

/**
 * The devices of a site model: by the id they send under, and every meter by its own id as well, so that
 * readings of any meter can be handed in from elsewhere; and the series of prices, which come like readings.
 */
export function siteDevices(model: SiteModel): DeviceBook {
  const meters = model.meters.map((meter) => [meter, deviceMeterOf(model, meter)] as const);
  const prices = model.prices.map(({ id }) => [id, { site: model.id, meter: id }] as const);
  return bookOf([
    ...prices,
    ...meters.map(([{ id }, made]) => [id, made] as const),
    ...meters.flatMap(([meter, made]) => (isDeviceMeter(meter) ? [[meter.device.id, made] as const] : [])),
  ]);
}

function deviceMeterOf(model: SiteModel, meter: MeterModel): DeviceMeter {
  const { mapping, decoder } = isDeviceMeter(meter) ? meter.device : {};
  return {
    site: model.id,
    meter: meter.id,
    ...(mapping && { fields: compileMapping(mapping) }),
    ...(decoder && { decoder: compileDecoder(decoder) }),
    ...(meter.calibrations && { calibrations: meter.calibrations }),
  };
}
