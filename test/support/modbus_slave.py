"""A Modbus TCP slave by pymodbus, a program that is not ours.

Reads one JSON document from standard input:
  {"port": 15020, "units": {"1": {"registers": {"20498": 16880, ...}, "sparse": true}}}
Registers are served under function codes 3 and 4 alike. A sparse unit refuses every address that was
not given (exception 2), as many meters do; another answers 0 there. Prints "ready" when it listens.
"""
import asyncio
import json
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server import StartAsyncTcpServer


def slave(unit):
    registers = {int(address): word for address, word in unit["registers"].items()}
    if unit.get("sparse"):
        block = ModbusSparseDataBlock(registers)
    else:
        block = ModbusSequentialDataBlock(0, [0] * 65536)
        for address, word in registers.items():
            block.setValues(address, [word])
    return ModbusSlaveContext(hr=block, ir=block, zero_mode=True)


async def main():
    spec = json.load(sys.stdin)
    units = {int(unit): slave(content) for unit, content in spec["units"].items()}
    context = ModbusServerContext(slaves=units, single=False)
    address = ("127.0.0.1", spec["port"])
    # A slave that comes back must get its port although connections of the one before are still dying.
    server = asyncio.ensure_future(StartAsyncTcpServer(context=context, address=address, allow_reuse_address=True))
    await asyncio.sleep(0.2)
    if server.done():
        server.result()
    print("ready", flush=True)
    await server


asyncio.run(main())
