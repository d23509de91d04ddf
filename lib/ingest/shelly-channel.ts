/** The first channel of a device has the device's own id, the others `<device>.<channel>`. */
export function channelDevice(device: unknown, channel: number): unknown {
  return channel === 0 || typeof device !== "string" ? device : `${device}.${channel}`;
}
