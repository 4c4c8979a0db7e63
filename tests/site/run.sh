# Builds the site and tries it in a browser. CHROMIUM names another than that in PATH.
for needed in "npm:$(command -v npm)" "chromium:$(python3 site/chromium.py)"; do
    if [ -z "${needed#*:}" ]; then
        echo "The site is NOT TRIED: there is no ${needed%%:*} here. On Debian: apt install npm chromium"
        exit 0
    fi
done
set -e
make --silent site
.venv-site/bin/python -m pytest -c tests/site/pytest.ini tests/site -n 2
