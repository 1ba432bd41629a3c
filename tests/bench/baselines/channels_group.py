"""What Channels' own documentation would write: every page joins a group, every change is sent to the group."""

import json
import os

import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})


class Page(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("proposal", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("proposal", self.channel_name)

    async def changed(self, event):
        await self.send(json.dumps(event["numbers"]))


async def change(scope, receive, send):
    """Any HTTP request is a change."""
    numbers = {"topic": "proposal:1", "version": 1, "count": 1, "phase": "collecting", "open": True}
    await get_channel_layer().group_send("proposal", {"type": "changed", "numbers": numbers})
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


application = ProtocolTypeRouter({"http": change, "websocket": URLRouter([path("live/", Page.as_asgi())])})

if __name__ == "__main__":
    uvicorn.run(
        application,
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="error",
        lifespan="off",
    )
