// How the web chat looks.
const STYLE = `
:host{--accent:var(--trilha-accent,#0c6577);--on:var(--trilha-on-accent,#fff);--paper:#fff;--ink:#1c1917;--soft:#57534e;--line:#d6d3d1;--bot:#f0efed;--bad:#b91c1c;
position:fixed;right:1rem;bottom:1rem;z-index:2147483000;font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);color-scheme:light}
:host([theme=dark]){--accent:var(--trilha-accent,#55bdd1);--on:var(--trilha-on-accent,#06202a);--paper:#1c1917;--ink:#fafaf9;--soft:#a8a29e;--line:#57534e;--bot:#292524;--bad:#fca5a5;color-scheme:dark}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){--accent:var(--trilha-accent,#55bdd1);--on:var(--trilha-on-accent,#06202a);--paper:#1c1917;--ink:#fafaf9;--soft:#a8a29e;--line:#57534e;--bot:#292524;--bad:#fca5a5;color-scheme:dark}}
:host([inline]){position:static;display:block;height:100%}
:host([hidden]){display:none}
*{box-sizing:border-box}
button,textarea{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.launch{position:relative;float:right;width:3.5rem;height:3.5rem;border:0;border-radius:50%;background:var(--accent);color:var(--on);box-shadow:0 4px 16px #0004;display:grid;place-items:center}
.launch svg{width:1.6rem;height:1.6rem}
.badge{position:absolute;top:-.2rem;right:-.2rem;min-width:1.3rem;height:1.3rem;padding:0 .3rem;border-radius:1rem;background:#b91c1c;color:#fff;font-size:.75rem;font-weight:600;line-height:1.3rem}
.panel{display:flex;flex-direction:column;background:var(--paper);border:1px solid var(--line);border-radius:1rem;overflow:hidden;width:min(24rem,calc(100vw - 2rem));height:min(38rem,calc(100dvh - 6.5rem));margin-bottom:.75rem;box-shadow:0 8px 40px #0003}
[hidden]{display:none!important}
:host([inline]) .panel{width:100%;max-width:46rem;height:100dvh;margin:0 auto;border-width:0 1px;border-radius:0;box-shadow:none}
:host([inline]) .launch,:host([inline]) .close{display:none}
header{display:flex;align-items:center;gap:.5rem;padding:.75rem 1rem;border-bottom:1px solid var(--line)}
header div{flex:1;min-width:0}
h2{margin:0;font-size:1rem;line-height:1.3;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.state{margin:0;font-size:.8rem;color:var(--soft);min-height:1.15rem}
.state:empty{min-height:0}
.close{border:0;background:none;width:2.25rem;height:2.25rem;border-radius:.5rem;font-size:1.4rem;line-height:1}
.log{position:relative;flex:1;overflow-y:auto;scrollbar-width:thin;overscroll-behavior:contain;padding:1rem;display:flex;flex-direction:column;gap:.4rem}
.m{max-width:85%;align-self:flex-start}
.m.me{align-self:flex-end}
.who{font-size:.75rem;color:var(--soft);margin:.4rem .25rem .1rem}
.b{width:fit-content;padding:.5rem .75rem;border-radius:1rem 1rem 1rem .25rem;background:var(--bot);white-space:pre-wrap;overflow-wrap:anywhere}
.me .b{margin-left:auto;background:var(--accent);color:var(--on);border-radius:1rem 1rem .25rem 1rem}
.me.wait .b{opacity:.65}
.part .b::after{content:"●";margin-left:.3em;opacity:.4}
.b a{color:inherit}
.o{display:flex;flex-wrap:wrap;gap:.4rem;margin-top:.4rem}
.o button{border:1px solid var(--accent);background:none;color:var(--accent);border-radius:1rem;padding:.35rem .8rem;min-height:2.25rem;text-align:left}
.o button:hover:enabled{background:var(--accent);color:var(--on)}
.o button:disabled{border-color:var(--line);color:var(--soft);cursor:default}
.o button[aria-pressed=true]{background:var(--bot);color:var(--ink);font-weight:600}
.b>:first-child+*{margin-top:0}
.pic{padding:.25rem;width:18rem;max-width:100%}
.pic img,.pic video{display:block;width:100%;border-radius:.8rem;background:#8883;object-fit:contain;aspect-ratio:4/3}
.pic video{aspect-ratio:16/9}
.pic p,.b p{margin:.3rem .5rem .2rem}
.sticker{background:none!important;padding:0;width:8rem}
.sticker img{background:none;aspect-ratio:1}
audio{display:block;width:16rem;max-width:100%;height:2.75rem}
.file,.card{display:flex;gap:.6rem;align-items:center;text-decoration:none;min-height:2.25rem}
.file svg,.card svg{width:1.4rem;height:1.4rem;flex:none}
.file b,.card b{display:block;font-weight:600}
.file small,.card small{opacity:.8}
.kv{margin:0}
.f,.q{display:flex;flex-direction:column;gap:.6rem;border:1px solid var(--line);border-radius:1rem;padding:.75rem;margin:.4rem 0 0;min-width:0}
.f{width:20rem;max-width:100%}
.f label,.f legend{font-size:.85rem;font-weight:600}
.f small{font-weight:400;color:var(--soft)}
.f input,.f select{display:block;width:100%;font:inherit;color:inherit;margin-top:.2rem;min-height:2.5rem;padding:.35rem .6rem;border:1px solid var(--soft);border-radius:.5rem;background:var(--paper)}
.f [aria-invalid=true]{border-color:var(--bad)}
.fe:empty{display:none}
.f .fe{margin:.2rem 0 0;font-size:.8rem;color:var(--bad)}
.go{align-self:flex-start;border:0;border-radius:1rem;background:var(--accent);color:var(--on);padding:.35rem 1rem;min-height:2.25rem}
.go:disabled,fieldset:disabled .go{opacity:.5;cursor:default}
.q label.c{display:flex;gap:.6rem;align-items:center;min-height:2.25rem}
.q .c input{width:1.2rem;height:1.2rem;accent-color:var(--accent);flex:none}
.r{display:flex;flex-wrap:wrap;gap:.25rem}
.r label{position:relative;display:grid;place-items:center;min-width:2.5rem;height:2.5rem;border-radius:.6rem;border:1px solid var(--line);cursor:pointer}
.r.csat label{border-color:transparent}
.r label.on{border-color:var(--accent);background:var(--accent);color:var(--on)}
.r.csat label.on{background:none;border-color:transparent;color:var(--accent)}
.r input{position:absolute;inset:0;opacity:0;margin:0;cursor:inherit}
.r label:has(:focus-visible){outline:2px solid var(--accent);outline-offset:1px}
.r svg{width:1.6rem;height:1.6rem}
.r.csat .on svg{fill:currentColor}
.r span{font-size:1.25rem}.r.nps span{font-size:.95rem;font-variant-numeric:tabular-nums}
.r.nps label{min-width:2.1rem;height:2.4rem}
fieldset:disabled label{cursor:default}
.want{padding:.6rem .75rem 0}
.want button{border:1px solid var(--accent);background:none;color:var(--accent);border-radius:1rem;padding:.35rem .9rem;min-height:2.25rem}
.attach{border:0;background:none;width:2.6rem;height:2.6rem;border-radius:.75rem;display:grid;place-items:center;flex:none;color:var(--soft)}
.attach svg{width:1.3rem;height:1.3rem}
.err{font-size:.8rem;color:var(--bad);margin:.15rem .25rem;text-align:right}
.err button{border:0;background:none;color:inherit;text-decoration:underline;padding:.2rem}
.dots{align-self:flex-start;padding:.65rem .8rem;border-radius:1rem;background:var(--bot);display:flex;gap:.25rem}
.dots i{width:.4rem;height:.4rem;border-radius:50%;background:var(--soft);animation:d 1s infinite alternate}
.dots i:nth-child(2){animation-delay:.2s}.dots i:nth-child(3){animation-delay:.4s}
@keyframes d{to{opacity:.2}}
.say{display:flex;gap:.5rem;padding:.75rem;border-top:1px solid var(--line);align-items:flex-end;padding-bottom:max(.75rem,env(safe-area-inset-bottom))}
textarea{flex:1;resize:none;border:1px solid var(--line);border-radius:.75rem;background:var(--paper);padding:.55rem .75rem;max-height:8rem;line-height:1.4;field-sizing:content}
textarea:focus-visible{outline-offset:-1px}
.send{border:0;border-radius:.75rem;background:var(--accent);color:var(--on);width:2.6rem;height:2.6rem;display:grid;place-items:center;flex:none}
.send:disabled{opacity:.5;cursor:default}
.send svg{width:1.2rem;height:1.2rem}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:30rem){:host(:not([inline])) .panel{position:fixed;inset:0;width:100%;height:100dvh;border:0;border-radius:0;margin:0}}
@media (prefers-reduced-motion:reduce){.dots i{animation:none}}`;
